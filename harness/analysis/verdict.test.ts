import { describe, expect, it } from 'vitest'
import type { JournalEvent } from '../journal/events.ts'
import { exitCode } from './exit-code.ts'
import { journal, ns } from './fixtures/journal.ts'
import { differences, recompute } from './recompute.ts'
import { judge, reachVerdict } from './verdict.ts'

/** A run in which everything went well. */
function good(code = 0) {
  return journal()
    .header()
    .phase(-100, 'steady')
    .steady(-50, 'before')
    .service(-90, 'relay-1', 'spawned')
    .fault(-1, 'requested')
    .fault(0, 'observed')
    .probe(5, 'a', true)
    .service(10, 'relay-1', 'exited', { code })
    .check(100)
    .steady(120, 'after')
    .verdict(200, 'passed')
}

function broken(code: number, failsOn = ['exit code']) {
  const built = good(code)
  built.events[0] = { ...built.events[0]!, variant: 'drain=none', failsOn } as JournalEvent
  const verdict = code === 0 ? 'passed' : 'failed'
  return without(built.events, 'check', 'verdict')
    .check(100, { observed: code, verdict })
    .verdict(200, verdict)
}

function without(events: readonly JournalEvent[], ...kinds: JournalEvent['kind'][]) {
  const built = journal()
  built.events.push(...events.filter(({ kind }) => !kinds.includes(kind)))
  return built
}

const brokenCheck = { observed: 0, op: '>=', limit: 1, verdict: 'failed' } as const
const inconclusiveCheck = { name: 'x', verdict: 'inconclusive', reason: 'was not measured' } as const

describe('a machine that was too busy for the system', () => {
  const starved = (built: ReturnType<typeof journal>, ms: number, who = 'services') =>
    without([
      ...built.events.map((event) =>
        event.kind === 'steady' && event.when === 'before' ? { ...event, at: ns(-1_400) } : event,
      ),
      { at: ns(60), kind: 'stall', who, ms } as unknown as JournalEvent,
    ]).sorted()

  it('proves no broken limit where services had no core for half of the time', () => {
    const failed = good().check(101, brokenCheck)
    expect(judge(starved(failed, 700)).verdict).toBe('failed')
    expect(judge(starved(failed, 800))).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^the machine was too busy .* for 800 ms of 1.5 s; broken limits: /),
    })
    // Its effect was seen.
    expect(judge(starved(broken(1), 800)).detected).toBe(true)
    expect(judge(starved(broken(0), 700)).detected).toBe(false)
    expect(judge(starved(broken(0), 800))).toMatchObject({ verdict: 'inconclusive' })
  })

  it('is no system that takes the cores itself, and keeps the harness from running', () => {
    expect(judge(starved(good().check(101, brokenCheck), 1_200, 'harness')).verdict).toBe('failed')
  })

  it('takes nothing from a system that held even so', () => {
    expect(judge(starved(good(), 800)).verdict).toBe('passed')
  })
})

describe('an execution that was stopped', () => {
  const stop = {
    at: ns(90),
    kind: 'stopped',
    by: 'guard',
    reason: 'guard failed < 50 %: 70 %',
    healing: [],
  } as const
  const stopped = (built = good(), own: 'stopped' | 'passed' = 'stopped') =>
    without([...built.events, stop as unknown as JournalEvent], 'verdict')
      .verdict(200, own)
      .sorted()

  it('is stopped, whatever its checks came to, as its body was cut short', () => {
    expect(judge(stopped())).toMatchObject({ verdict: 'stopped', reason: stop.reason })
    expect(judge(stopped(good().check(101, { ...brokenCheck, name: 'late' })))).toMatchObject({
      verdict: 'stopped',
    })
    expect(judge(stopped(good(), 'passed')).verdict).toBe('stopped')
  })

  it('neither detects nor misses a broken variant', () => {
    expect(judge(stopped(broken(0)))).not.toHaveProperty('detected')
    expect(judge(stopped(broken(1)))).not.toHaveProperty('detected')
  })

  it('stays stopped when the harness is killed before its verdict', () => {
    const events = without([...good().events, stop as unknown as JournalEvent], 'verdict').sorted()
    expect(judge(events)).toMatchObject({ verdict: 'stopped', reason: stop.reason })
  })

  it.each([
    [['passed', 'stopped'], 3],
    [['stopped', 'inconclusive', 'skipped'], 3],
    [['failed', 'stopped', 'inconclusive'], 1],
    [['passed', 'inconclusive'], 2],
  ] as const)('%s: exit code %d', (verdicts, code) =>
    expect(exitCode(verdicts.map((verdict) => ({ verdict })))).toBe(code),
  )
})

describe('a steady state that does not last to the fault', () => {
  /** Requests between the proof and the fault, so many of them without an answer in time, and a broken limit after it. */
  const late = (count: number, of = 40, error = 'timeout') => {
    const built = good().check(101, { ...brokenCheck, name: 'late' })
    for (let index = 0; index < of; index++)
      built.probe(-49 + index, 'a', index >= count, index < count ? { error } : {})
    return judge(built.sorted())
  }

  it('says nothing of the system: the machine had no time for it', () => {
    expect(late(9)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the steady state did not last to the fault: 9 of 40 requests before it got no answer in time',
    })
  })

  it('is not a few late answers, nor answers that are wrong, nor too few to tell', () => {
    expect(late(8).verdict).toBe('failed')
    expect(late(20, 40, 'status').verdict).toBe('failed')
    expect(late(9, 19).verdict).toBe('failed')
  })
})

describe('a current version', () => {
  it('passes on sound evidence', () => {
    expect(judge(good().events)).toMatchObject({
      verdict: 'passed',
      checks: [{ name: 'exit code', verdict: 'passed' }],
    })
    expect(judge(good().events)).not.toHaveProperty('detected')
  })

  it('reaches the same verdict before its verdict event is written', () => {
    expect(reachVerdict(without(good().events, 'verdict').events).verdict).toBe('passed')
  })

  it('fails on one broken limit, and names it', () => {
    const judged = judge(good().check(101, { ...brokenCheck, name: 'late' }).events)
    expect(judged).toMatchObject({
      verdict: 'failed',
      reason: 'broken limits: late 0 code (limit >= 1 code)',
    })
  })

  it('fails when a check is broken though another cannot be told', () => {
    expect(judge(good().check(101, brokenCheck).check(102, inconclusiveCheck).events).verdict).toBe('failed')
  })

  it('fails when the steady state does not return', () => {
    const judged = judge(good().steady(130, 'after', false, { reason: '3 hosts missing' }).events)
    expect(judged).toMatchObject({
      verdict: 'failed',
      reason: 'steady state did not return: 3 hosts missing',
    })
  })

  it('is inconclusive when a check is', () => {
    expect(judge(good().check(101, inconclusiveCheck).events)).toMatchObject({
      verdict: 'inconclusive',
      reason: "check 'x' is inconclusive: was not measured",
    })
  })
})

describe('a definite failure', () => {
  const away = { ...brokenCheck, op: '<=', limit: -1, name: 'reconnect' } as const
  const trouble = { kind: 'trouble', phase: 'recover', message: 'no steady state within 40160 ms' } as const

  it('outranks a later round that could not begin', () => {
    const { events } = good()
      .check(102, { ...away, namedAt: ns(90) })
      .add(95, trouble)
    expect(judge(events)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/reconnect 0 code.*besides: no steady state within 40160 ms/),
    })
  })

  it('outranks another fault without evidence, another check, a prober that saw nothing', () => {
    const { events } = good()
      .check(102, { ...away, namedAt: ns(90) })
      .check(103, inconclusiveCheck)
      .fault(1, 'requested', { id: 'latency-10' })
    expect(judge(without(events, 'probe').events)).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining('latency-10 left no evidence'),
    })
  })

  it('is none when the harness had trouble before it was named', () => {
    const { events } = good()
      .check(102, { ...away, namedAt: ns(96) })
      .add(95, trouble)
    expect(judge(events)).toMatchObject({ verdict: 'inconclusive', reason: trouble.message })
  })

  it('is none when no fault acted, or when too little came because one did not', () => {
    const unproven = good().check(102, { ...away, namedAt: ns(90) }).events
    const noFault = unproven.filter((event) => !(event.kind === 'fault' && event.state === 'observed'))
    expect(judge(noFault).verdict).toBe('inconclusive')
    const { events } = good()
      .check(102, { ...brokenCheck, namedAt: ns(90) })
      .fault(1, 'requested', { id: 'cut-2' })
    expect(judge(events)).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('cut-2') })
  })
})

describe('preconditions', () => {
  const unmet = { name: 'signals sent', verdict: 'inconclusive', precondition: true } as const

  it('that are not met make an execution inconclusive, and say which', () => {
    const reason = 'the scenario did not bring it about'
    expect(judge(good().check(101, { ...unmet, reason }).events)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^precondition not met: signals sent .*did not bring it about/),
    })
  })

  it('hide no broken check', () => {
    const built = good()
      .check(101, unmet)
      .check(102, { ...brokenCheck, op: '<=', limit: -1 })
    expect(judge(built.events).verdict).toBe('failed')
  })

  it('are no checks: with nothing else nothing was checked', () => {
    const built = without(good().events, 'check').check(100, { precondition: true })
    expect(judge(built.events)).toMatchObject({ verdict: 'inconclusive', reason: 'nothing was checked' })
  })
})

describe('what a target does not report', () => {
  const untold = { verdict: 'inconclusive', notApplicable: true, reason: 'directory: false' } as const

  it('is left out', () => {
    expect(judge(good().check(101, { ...untold, name: 'x' }).events).verdict).toBe('passed')
    expect(judge(good().check(101, { ...untold, name: 'x', precondition: true }).events).verdict).toBe(
      'passed',
    )
  })

  it('makes nothing green that is about it', () => {
    const built = good().check(101, { ...untold, name: 'entries at exit' })
    built.events[0] = { ...built.events[0]!, headline: 'entries at exit' } as JournalEvent
    expect(judge(built.events)).toMatchObject({
      verdict: 'inconclusive',
      reason: "its headline check 'entries at exit' is not applicable: directory: false",
    })
  })

  it('nor what lacks the check that it is about', () => {
    const built = good()
    built.events[0] = { ...built.events[0]!, headline: 'exit tiem' } as JournalEvent
    expect(judge(built.events)).toMatchObject({
      verdict: 'inconclusive',
      reason: "its headline check 'exit tiem' was not made; its checks are 'exit code'",
    })
  })
})

describe('weak evidence', () => {
  const weak = { weak: 'it would notice no less than 6 times the limit' } as const

  it('alone makes nothing green', () => {
    const built = without(good().events, 'check').check(100, weak)
    expect(judge(built.events)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('every check is weak'),
    })
    expect(judge(good().check(101, weak).events).verdict).toBe('passed')
  })

  it('is a prober that was asked for the steady state only', () => {
    const built = without(good().events, 'probe').probe(-60, 'a', true)
    expect(judge(built.events)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'no probe was sent after the fault began',
    })
  })

  it('is a system without probes that logged nothing afterwards, and not one that did', () => {
    const step = { kind: 'operation', operation: 'order', key: 'a', state: 'done', service: 'api' } as const
    const built = without(good().events, 'probe').add(-60, step)
    expect(judge(built.events).verdict).toBe('inconclusive')
    expect(judge(built.add(60, step).sorted()).verdict).toBe('passed')
  })

  it('is not a system that is watched by events of its own kind', () => {
    const own = { kind: 'kettle', litres: 1 } as never
    const built = without(good().events, 'probe').add(-60, own)
    expect(judge(built.events).verdict).toBe('inconclusive')
    expect(judge(built.add(60, own).sorted()).verdict).toBe('passed')
  })
})

describe('evidence that is not sound gives inconclusive, even with a broken limit', () => {
  const broken = () => good().check(101, brokenCheck).events
  const trouble = { kind: 'trouble', phase: 'inject', message: 'redis did not start' } as const
  it.each([
    ['trouble', without(broken()).add(50, trouble), 'redis did not start'],
    ['no steady state proved', without(broken(), 'steady'), 'not proved before'],
    ['trouble before it was proved', without(broken(), 'steady').add(50, trouble), 'redis did not start'],
    [
      'steady state not there',
      without(broken()).steady(-40, 'before', false, { reason: '1 of 2' }),
      '1 of 2',
    ],
    ['no fault', without(broken(), 'fault'), 'no fault was injected'],
    [
      'a fault without evidence',
      without(broken()).fault(1, 'requested', { id: 'rst-2' }),
      'fault rst-2 left no evidence',
    ],
    [
      'a fault of another amount than was asked for',
      without(broken())
        .fault(1, 'requested', { id: 'lose-2' })
        .fault(2, 'healed', { id: 'lose-2', detail: '1 of 100 new connections affected' }),
      'fault lose-2 left no evidence that it acted: 1 of 100 new connections affected',
    ],
    ['nothing checked', without(broken(), 'check'), 'nothing was checked'],
    ['no verdict', without(broken(), 'verdict'), 'run ended before its verdict'],
  ])('%s', (_, built, reason) => {
    expect(judge(built.events)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining(reason),
    })
  })

  it('needs the steady state to be demanded again', () => {
    const events = good().events.filter((event) => !(event.kind === 'steady' && event.when === 'after'))
    expect(judge(events)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('demanded again'),
    })
  })

  it('does not mind trouble in teardown', () => {
    const events = good().add(190, { kind: 'trouble', phase: 'teardown', message: 'slow stop' }).events
    expect(judge(events).verdict).toBe('passed')
  })
})

describe('what the run itself concluded', () => {
  it('is honoured when it is more cautious', () => {
    const stopped = without(good().check(101, brokenCheck).events, 'verdict').verdict(200, 'inconclusive', {
      reason: 'stopped',
    })
    expect(judge(stopped.events)).toMatchObject({ verdict: 'inconclusive', reason: 'stopped' })
    const asserted = without(good().events, 'verdict').verdict(200, 'failed', {
      reason: 'expected 1 to be 2',
    })
    expect(judge(asserted.events)).toMatchObject({ verdict: 'failed', reason: 'expected 1 to be 2' })
  })

  it('is not believed when the evidence says worse', () => {
    expect(judge(without(good().events, 'fault').events).verdict).toBe('inconclusive')
    expect(judge(good().check(101, brokenCheck).events).verdict).toBe('failed')
  })

  it('may be that it was skipped', () => {
    const events = journal().header().verdict(1, 'skipped', { reason: 'no redis-server' }).events
    expect(judge(events)).toMatchObject({ verdict: 'skipped', reason: 'no redis-server', checks: [] })
  })
})

describe('a broken variant', () => {
  it('is detected when every named check failed', () => {
    expect(judge(broken(130).events)).toMatchObject({ verdict: 'failed', detected: true })
  })

  it('is missed when it passes, or fails on something else only', () => {
    expect(judge(broken(0).events)).toMatchObject({
      verdict: 'passed',
      detected: false,
      reason: 'missed: exit code 0 code (limit == 0 code) kept the limit',
    })
    const other = broken(0).check(101, { ...brokenCheck, name: 'other' })
    expect(judge(other.events)).toMatchObject({ verdict: 'failed', detected: false })
  })

  it('is neither detected nor missed when the scenario did not bring about what it had to', () => {
    const unmet = { name: 'signals sent', verdict: 'inconclusive', precondition: true } as const
    const judged = judge(
      broken(0)
        .check(101, unmet)
        .check(102, { ...brokenCheck, name: 'other' }).events,
    )
    expect(judged).toMatchObject({ verdict: 'inconclusive' })
    expect(judged).not.toHaveProperty('detected')
    expect(judge(broken(130).check(101, unmet).events)).toMatchObject({ detected: true })
  })

  it('needs no steady state after', () => {
    const events = broken(130).steady(130, 'after', false).events
    expect(judge(events)).toMatchObject({ verdict: 'failed', detected: true })
  })

  it('is inconclusive when a named check is or was not made', () => {
    const open = judge(broken(130, ['exit code', 'x']).check(101, inconclusiveCheck).events)
    expect(open).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining("check 'x'") })
    expect(open).not.toHaveProperty('detected')
    expect(judge(broken(130, ['exit code', 'typo']).events).reason).toMatch(/'typo'.*was not made/)
  })

  it('stays inconclusive when the harness had trouble', () => {
    const events = broken(130).add(5, { kind: 'trouble', phase: 'inject', message: 'oops' }).events
    expect(judge(events)).toMatchObject({ verdict: 'inconclusive', reason: 'oops' })
  })
})

describe('recompute', () => {
  it('agrees with a true journal', () => {
    expect(differences(good().events)).toEqual([])
    expect(recompute(good().events)[0]).toMatchObject({
      recomputed: 0,
      offenders: [{ text: 'relay-1 exited with code 0' }],
    })
  })

  it.each([
    ['another value', { observed: 1, limit: 1 }, 'computed again it is 0, but 1 was recorded (± 0 code)'],
    ['never', { observed: null, verdict: 'failed' as const }, 'but never was recorded'],
    [
      'a verdict that does not follow',
      { verdict: 'failed' as const },
      'recorded as failed, but 0 == 0 is passed',
    ],
    ['bad parameters', { params: {} }, 'cannot be computed again'],
  ])('makes %s inconclusive', (_, over, reason) => {
    const { events } = good().check(101, { name: 'odd', ...over })
    expect(differences(events)).toMatchObject([
      { name: 'odd', verdict: 'inconclusive', reason: expect.stringContaining(reason) },
    ])
    expect(judge(events).verdict).toBe('inconclusive')
  })

  it('leaves a metric that nothing here defines as it was recorded, and says so', () => {
    const { events } = good().check(101, { name: 'odd', metric: 'guess' })
    expect(judge(events).checks.find(({ name }) => name === 'odd')).toMatchObject({
      verdict: 'passed',
      notRecomputed: 'as recorded: nothing here defines its metric guess',
    })
  })

  it('allows a difference within the uncertainty', () => {
    const params = { since: ns(0), until: ns(100), holdMs: 0, stat: 'max' }
    const check = { name: 'reconnect', metric: 'reconnect', params, op: '<=', limit: 50, unit: 'ms' } as const
    const built = good().tunnel('a', 'iad:relay-2', { attempt: 10, registered: 20 })
    expect(differences(built.check(101, { ...check, observed: 20.8, uncertainty: 1 }).events)).toEqual([])
    expect(differences(built.check(102, { ...check, observed: 25.5, uncertainty: 1 }).events)).toHaveLength(1)
  })

  it('goes by what was known when the check was computed, not by what came while all was taken down', () => {
    const params = { since: ns(0), until: ns(90), probe: 'http', stat: 'max' }
    const check = {
      name: 'outage',
      metric: 'client-outage',
      params,
      op: '<=',
      limit: 50,
      unit: 'ms',
    } as const
    const dark = good().probes('a', 10, 90, 10, () => false)
    dark.check(101, { ...check, observed: null, uncertainty: 10, verdict: 'failed' })
    expect(differences(dark.events)).toEqual([])
    expect(differences(dark.probe(120, 'a', true).events)).toEqual([])
  })
})

describe('exitCode', () => {
  const passed = { variant: 'current', verdict: 'passed' } as const
  const detected = { variant: 'drain=none', verdict: 'failed', detected: true } as const
  it.each([
    [0, [passed, detected]],
    [0, [passed, { variant: 'current', verdict: 'skipped' } as const]],
    [
      1,
      [
        passed,
        { variant: 'current', verdict: 'failed' } as const,
        { variant: 'current', verdict: 'inconclusive' } as const,
      ],
    ],
    [1, [passed, { variant: 'drain=none', verdict: 'passed', detected: false } as const]],
    [1, [passed, { variant: 'drain=none', verdict: 'failed', detected: false } as const]],
    [1, [passed, { variant: 'guard alone', verdict: 'failed' } as const]],
    [0, [{ variant: 'guard alone', verdict: 'passed' } as const]],
    [2, [passed, { variant: 'drain=none', verdict: 'inconclusive' } as const]],
    [2, [{ variant: 'current', verdict: 'skipped' } as const]],
    [2, []],
  ])('is %i', (code, outcomes) => {
    expect(exitCode(outcomes)).toBe(code)
  })
})
