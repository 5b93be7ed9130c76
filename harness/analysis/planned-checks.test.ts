import { describe, expect, it, test } from 'vitest'
import { drainJournal } from './fixtures/drain.ts'
import { journal, ns } from './fixtures/journal.ts'
import { notAsPlanned } from './planned-checks.ts'
import { reachVerdict } from './verdict.ts'

const names = ['exit code', 'exit time', 'entries at exit', 'after listening p99']

describe('checks against their plan', () => {
  const made = (planned: readonly string[], checks: readonly string[], open?: string) => {
    const built = journal()
      .header()
      .add(0, { kind: 'checks-planned', names: [...planned], ...(open && { open }) })
    for (const name of checks) built.check(1, { name })
    return notAsPlanned(built.sorted())
  }

  test.each<[string, string[], string[], string | undefined]>([
    ['all made', ['a', 'b'], ['a', 'b'], undefined],
    ['made in another order', ['a', 'b'], ['b', 'a'], undefined],
    ['a name twice', ['a', 'a'], ['a', 'a'], undefined],
    ['one left out', ['a', 'b'], ['a'], "check 'b' was planned and not made"],
    ['one of a name left out', ['a', 'a'], ['a'], "check 'a' was planned 2 times and made 1 times"],
    ['one more', ['a'], ['a', 'b'], "check 'b' was made and not planned"],
    ['one of a name more', ['a'], ['a', 'a'], "check 'a' was made 2 times and planned 1 times"],
  ])('%s', (_, planned, checks, reason) => expect(made(planned, checks)).toBe(reason))

  test('an open plan allows for more, and not for less', () => {
    expect(made(['a'], ['a', 'b'], 'a name depends on what the system does')).toBeUndefined()
    expect(made(['a', 'b'], ['a'], 'its body threw')).toBe("check 'b' was planned and not made")
  })

  test('nothing is said where nothing was planned', () => {
    expect(notAsPlanned(journal().header().check(1).sorted())).toBeUndefined()
  })
})

describe('the verdict', () => {
  const planned = (all: readonly string[], variant: 'current' | 'backoff-ceiling=30s' = 'current') =>
    drainJournal({ hosts: 5, variant }).add(-2_450, { kind: 'checks-planned', names: [...all] })

  it('passes where all planned checks were made', () => {
    expect(reachVerdict(planned(names).sorted())).toMatchObject({ verdict: 'passed' })
  })

  it('is inconclusive where one was not, or one more was', () => {
    expect(reachVerdict(planned([...names, 'misrouted']).sorted())).toMatchObject({
      verdict: 'inconclusive',
      reason: "check 'misrouted' was planned and not made",
    })
    expect(reachVerdict(planned(names.slice(1)).sorted())).toMatchObject({
      verdict: 'inconclusive',
      reason: "check 'exit code' was made and not planned",
    })
  })

  it('keeps a definite failure, and trouble that explains why checks are missing', () => {
    const failed = planned([...names, 'misrouted'], 'backoff-ceiling=30s').sorted()
    expect(reachVerdict(failed)).toMatchObject({ verdict: 'failed', detected: true })
    const troubled = planned([...names, 'misrouted']).add(3_000, {
      kind: 'trouble',
      phase: 'inject',
      message: 'stopped by Ctrl-C',
    })
    expect(troubled.events.some(({ at }) => at === ns(3_000))).toBe(true)
    expect(reachVerdict(troubled.sorted())).toMatchObject({
      verdict: 'inconclusive',
      reason: 'stopped by Ctrl-C',
    })
  })
})
