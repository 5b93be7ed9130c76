import { describe, expect, test } from 'vitest'
import type { HostKind } from './event-words.ts'
import { HostTracker, type Side } from './host-tracker.ts'
import type { Reported } from './reported-events.ts'

type Step = HostKind | readonly [HostKind, Reported['fields']] | readonly [HostKind, Reported['fields'], Side]

/** The dial number that each step gets, 0 for one that cannot be placed. */
function numbers(...steps: Step[]): number[] {
  const tracker = new HostTracker()
  return steps.map((step, index) => {
    const [kind, fields, side] = typeof step === 'string' ? ([step, {}] as const) : step
    const placed = tracker.take('h1', { kind, fields }, index, { side })
    return placed && 'event' in placed ? placed.event.dial : 0
  })
}

const named = (kind: HostKind, tunnel: string) => [kind, { tunnel }] as const
const relay = (kind: HostKind, tunnel?: string) =>
  [kind, tunnel === undefined ? {} : { tunnel }, 'relay'] as const

test('one dial after the other', () => {
  expect(
    numbers('attempt', 'upgraded', 'registered', 'closed', 'scheduled', 'attempt', 'failed', 'attempt'),
  ).toEqual([1, 1, 1, 1, 2, 2, 2, 3])
})

test('a program that reports tunnels only', () => {
  expect(numbers('registered', 'closed', 'registered', 'registered', 'closed')).toEqual([1, 1, 2, 3, 3])
})

test('both sides of one registration, in either order', () => {
  expect(numbers('attempt', 'registered', 'upgraded', 'closed')).toEqual([1, 1, 1, 1])
})

test('a host that dials again before its drained tunnel has ended', () => {
  expect(numbers('attempt', 'registered', 'drain', 'scheduled', 'closed', 'attempt', 'registered')).toEqual([
    1, 1, 1, 2, 1, 2, 2,
  ])
  expect(numbers('attempt', 'registered', 'drain', 'attempt', 'registered', 'closed', 'closed')).toEqual([
    1, 1, 1, 2, 2, 1, 2,
  ])
})

test('a dial that fails while the old tunnel is still there', () => {
  expect(numbers('registered', 'drain', 'attempt', 'failed', 'attempt', 'closed')).toEqual([1, 1, 2, 2, 3, 1])
})

describe('tunnels with names', () => {
  test('each event goes to the tunnel that it names', () => {
    expect(
      numbers(
        named('attempt', 'a'),
        named('registered', 'a'),
        named('attempt', 'b'),
        named('registered', 'b'),
        named('closed', 'a'),
        named('closed', 'b'),
        named('closed', 'b'),
      ),
    ).toEqual([1, 1, 2, 2, 1, 2, 2])
  })

  test('a dial that was decided on without a name gets it from its attempt', () => {
    expect(
      numbers(
        'scheduled',
        named('attempt', 'a'),
        named('upgraded', 'a'),
        named('registered', 'a'),
        named('answered', 'a'),
        named('drain', 'a'),
        'scheduled',
        named('closed', 'a'),
        named('attempt', 'b'),
        named('failed', 'b'),
        'scheduled',
        named('attempt', 'c'),
        named('registered', 'c'),
        named('watchdog', 'c'),
      ),
    ).toEqual([1, 1, 1, 1, 1, 1, 2, 1, 2, 2, 3, 3, 3, 3])
  })

  test('so does one that began without a name, from whatever names it first', () => {
    expect(numbers('attempt', named('registered', 'a'), named('closed', 'a'))).toEqual([1, 1, 1])
    expect(numbers('registered', named('drain', 'a'), named('closed', 'a'))).toEqual([1, 1, 1])
    expect(numbers('attempt', named('failed', 'a'), 'attempt', named('failed', 'b'))).toEqual([1, 1, 2, 2])
  })

  test('a delay that names the tunnel that was lost is of the next dial', () => {
    expect(
      numbers(
        named('attempt', 'a'),
        named('registered', 'a'),
        named('closed', 'a'),
        named('scheduled', 'a'),
        named('attempt', 'b'),
        named('closed', 'b'),
      ),
    ).toEqual([1, 1, 1, 2, 2, 2])
  })

  test('more than two at a time', () => {
    expect(
      numbers(
        ...['a', 'b', 'c'].flatMap((name) => [named('attempt', name), named('registered', name)]),
        named('drain', 'a'),
        named('closed', 'b'),
        named('closed', 'a'),
        named('closed', 'c'),
      ),
    ).toEqual([1, 1, 2, 2, 3, 3, 1, 2, 1, 3])
    expect(
      numbers(
        named('attempt', 'a'),
        named('attempt', 'b'),
        named('upgraded', 'a'),
        named('failed', 'b'),
        named('closed', 'a'),
      ),
    ).toEqual([1, 2, 1, 2, 1])
  })

  test('a name that is used again is another tunnel', () => {
    expect(
      numbers(named('attempt', 'a'), named('failed', 'a'), named('attempt', 'a'), named('closed', 'a')),
    ).toEqual([1, 1, 2, 2])
  })
})

describe('hosts and relays that both report', () => {
  test('one registration reported twice is one tunnel', () => {
    expect(numbers('attempt', 'registered', relay('registered'), 'closed', relay('closed'))).toEqual([
      1, 1, 1, 1, 1,
    ])
    expect(numbers('attempt', relay('registered'), 'registered', relay('closed'), 'closed')).toEqual([
      1, 1, 1, 1, 1,
    ])
  })

  test('each may have names of its own for a tunnel', () => {
    expect(
      numbers(
        named('attempt', 'a'),
        relay('registered', 'r1'),
        named('registered', 'a'),
        named('attempt', 'b'),
        relay('registered', 'r2'),
        relay('closed', 'r1'),
        named('closed', 'a'),
        relay('drain', 'r2'),
      ),
    ).toEqual([1, 1, 1, 2, 2, 1, 1, 2])
  })

  test('a notice that both report is one, and one that is given twice is two', () => {
    const tracker = new HostTracker()
    const reported = (kind: HostKind, side: Side) => tracker.take('h1', { kind, fields: {} }, 1, { side })
    reported('registered', 'host')
    const notices = [
      reported('drain', 'relay'),
      reported('drain', 'host'),
      reported('drain', 'host'),
      reported('drain', 'relay'),
    ]
    expect(notices.map((one) => one !== undefined)).toEqual([true, false, true, false])
  })

  test('the relay may be read first', () => {
    expect(
      numbers('attempt', relay('registered'), relay('registered'), 'closed', 'attempt', 'closed'),
    ).toEqual([1, 1, 2, 1, 2, 2])
  })
})

test('what follows an end says more of it: an error, then the close', () => {
  expect(numbers('attempt', 'failed', 'closed', 'attempt', 'failed')).toEqual([1, 1, 1, 2, 2])
})

test('what is about nothing is handed back with a reason, never dropped', () => {
  expect(numbers('closed', 'attempt', 'failed', 'failed')).toEqual([0, 1, 1, 0])
  const tracker = new HostTracker()
  expect(tracker.take('h1', { kind: 'drain', fields: { tunnel: 'a' } }, 1)).toEqual({
    unplaced: 'no tunnel a of h1 is known',
  })
  expect(tracker.take('h1', { kind: 'answered', fields: {} }, 1)).toEqual({
    unplaced: 'no dial of h1 is under way',
  })
})

test('what was captured is in the event', () => {
  const tracker = new HostTracker()
  tracker.take('h1', { kind: 'registered', fields: {} }, 1)
  const closed = { kind: 'closed', fields: { code: '4100', reason: 'bye' } } as const
  expect(tracker.take('h1', closed, 2, { relay: 'ams:m1' })).toEqual({
    event: { at: 2, host: 'h1', state: 'closed', dial: 1, code: 4100, reason: 'bye', relay: 'ams:m1' },
  })
  expect(tracker.take('h1', { kind: 'scheduled', fields: { delayS: '1.5' } }, 3)).toMatchObject({
    event: { dial: 2, delayMs: 1_500 },
  })
})

test('a number that is none is left out', () => {
  const tracker = new HostTracker()
  tracker.take('h1', { kind: 'registered', fields: {} }, 1)
  const odd = { kind: 'closed', fields: { code: 'abnormal', delayMs: '-' } } as const
  expect(tracker.take('h1', odd, 2)).toEqual({
    event: { at: 2, host: 'h1', state: 'closed', dial: 1, reason: 'code abnormal' },
  })
})

test('relays report on themselves, too', () => {
  expect(new HostTracker().take('h1', { kind: 'cleared', fields: {} }, 1)).toBeUndefined()
})
