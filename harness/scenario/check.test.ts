import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { journal as handMade } from '../analysis/fixtures/journal.ts'
import { differences } from '../analysis/recompute.ts'
import { reachVerdict } from '../analysis/verdict.ts'
import { now } from '../journal/clock.ts'
import { eventsOf } from '../journal/events.ts'
import { readJournal } from '../journal/reader.ts'
import { memoryJournal, openJournal } from '../journal/writer.ts'
import { createChecks } from './check.ts'
import { resolveLimit } from './limits.ts'

const dialling = { metric: 'work-of-dialling', params: {} }

describe('resolveLimit', () => {
  const { events } = handMade().tunnel('a', 'ams:relay-1', { attempt: 0, registered: 100 })

  test('a duration is scaled, the work measured in the execution is added, and the text shows both', () => {
    expect(resolveLimit('5.5s', 0.1, { work: dialling }, events)).toEqual({
      value: 650,
      text: '5.5 s × 0.1 + 100 ms of measured work',
      design: 5_500,
      factor: 0.1,
      work: { ms: 100, from: ['work-of-dialling'] },
    })
    expect(resolveLimit('5.5s', 1)).toEqual({ value: 5_500, text: '5.5 s', design: 5_500, factor: 1 })
  })

  test('work that could not be measured leaves nothing to hold against', () => {
    expect(resolveLimit('5.5s', 0.1, { work: dialling }, []).reason).toMatch(/could not be measured: no host/)
  })

  test('a number is taken as it is', () => {
    expect(resolveLimit(40, 0.1)).toEqual({ value: 40, text: '40', design: 40, factor: 1 })
  })
})

const exited = (at: number, code: number) =>
  ({ at, kind: 'service', service: 'relay-1', incarnation: 1, state: 'exited', code, forced: false }) as const

const signalled = (at: number) =>
  ({ at, kind: 'service', service: 'relay-1', incarnation: 1, state: 'signalled', signal: 'SIGINT' }) as const

const exitTime = { metric: 'exit-time', params: { service: 'relay-1', incarnation: 1 } }
const exitCode = { metric: 'exit-code', params: { service: 'relay-1', incarnation: 1 } }

describe('checks', () => {
  test('are computed from the journal as it is at the end, in the order in which they were named', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 0.1)
    check('exit code', exitCode).is(0)
    check('exit code, wrongly', exitCode).is(1)
    journal.append(exited(5, 0))
    evaluate()
    expect(eventsOf(journal.events, 'check')).toMatchObject([
      { name: 'exit code', observed: 0, limit: 0, op: '==', verdict: 'passed', metric: 'exit-code' },
      { name: 'exit code, wrongly', observed: 0, limit: 1, verdict: 'failed' },
    ])
  })

  test('a metric that cannot be told is inconclusive, with the reason', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 1)
    check('exit code', exitCode).is(0)
    evaluate()
    expect(eventsOf(journal.events, 'check')).toMatchObject([
      { verdict: 'inconclusive', reason: expect.any(String) },
    ])
  })

  test('too little of what the scenario was to bring about leaves nothing to be told of the system', () => {
    const journal = memoryJournal()
    const { precondition, evaluate } = createChecks(journal, 1)
    precondition('enough', exitCode).atLeast(3)
    precondition('too little', exitCode).atLeast(4)
    journal.append(exited(5, 3))
    evaluate()
    expect(eventsOf(journal.events, 'check')).toMatchObject([
      { observed: 3, op: '>=', limit: 3, verdict: 'passed', precondition: true },
      { observed: 3, limit: 4, verdict: 'inconclusive', reason: 'the scenario did not bring it about' },
    ])
    expect(differences(journal.events)).toEqual([])
  })

  test('are computed again from what they were computed from, not from what was still on its way to the journal', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'late-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const journal = openJournal(join(dir, 'journal.ndjson'))
    journal.append(handMade().header().events[0]!)
    const due = now()
    const failedProbe = () => {
      const times = { at: due, due, sent: due }
      journal.append({ kind: 'probe', probe: 'http', host: 'a', ok: false, error: 'status', ...times })
    }
    const { check, evaluate } = createChecks(journal, 1)
    const params = { from: due - 1, to: due + 1, probe: 'http' }
    check('failed requests', { metric: 'probe-failures', params }).is(0)
    failedProbe()
    evaluate()
    failedProbe()
    expect(eventsOf(journal.events, 'check')).toMatchObject([{ observed: 1 }])
    expect(reachVerdict(journal.events).checks).toMatchObject([{ observed: 1, recomputed: 1 }])
    journal.append({ kind: 'verdict', verdict: 'failed' })
    await journal.close()
    const read = readJournal(journal.path)
    expect(eventsOf(read.events, 'probe')).toHaveLength(2)
    expect(differences(read.events)).toEqual([])
  })

  test('what a check would have noticed stands beside it, and that it is weak', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 0.1)
    check('exit time', exitTime).atMost('2s', { work: dialling })
    check('short', exitTime).atMost('100ms', { work: dialling })
    for (const event of handMade().tunnel('a', 'ams:relay-1', { attempt: -500, registered: -460 }).events)
      journal.append({ ...event, at: event.at - 1_000_000_000_000 + 600_000_000 })
    journal.append(signalled(600_000_000))
    journal.append(exited(640_000_000, 0))
    evaluate()
    const uncertainty = eventsOf(journal.events, 'check')[0]!.uncertainty
    expect(eventsOf(journal.events, 'check')).toMatchObject([
      { observed: 40, limit: 240, design: 2_000, notices: { from: 10 * (240 + uncertainty) } },
      { observed: 40, limit: 50, notices: { factor: (50 + uncertainty) / 10 }, weak: expect.any(String) },
    ])
    expect(eventsOf(journal.events, 'check')[0]).not.toHaveProperty('weak')
  })

  test('after one that names no known metric, the rest can still be evaluated', () => {
    const journal = memoryJournal()
    const { check, evaluate } = createChecks(journal, 1)
    check('nonsense', { metric: 'no-such-metric', params: {} }).is(0)
    check('exit code', exitCode).is(0)
    journal.append(exited(5, 0))
    expect(evaluate).toThrow('no-such-metric')
    evaluate()
    expect(eventsOf(journal.events, 'check').map(({ name }) => name)).toEqual(['exit code'])
  })
})
