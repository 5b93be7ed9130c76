import { expect, test } from 'vitest'
import type { HostKind } from './events-schema.ts'
import { HostTracker } from './host-tracker.ts'
import type { Told } from './told-events.ts'

type Step = HostKind | readonly [HostKind, Told['fields']]

/** The dial number that each step gets, 0 for one that is left out. */
function numbers(...steps: Step[]): number[] {
  const tracker = new HostTracker()
  return steps.map((step, index) => {
    const [kind, fields] = typeof step === 'string' ? [step, {}] : step
    return tracker.take('h1', { kind, fields }, index)?.dial ?? 0
  })
}

test('one dial after the other', () => {
  expect(
    numbers('attempt', 'upgraded', 'registered', 'closed', 'scheduled', 'attempt', 'failed', 'attempt'),
  ).toEqual([1, 1, 1, 1, 2, 2, 2, 3])
})

test('a program that tells of tunnels only', () => {
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

test('tunnels with names', () => {
  const named = (kind: HostKind, tunnel: string) => [kind, { tunnel }] as const
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
  ).toEqual([1, 1, 2, 2, 1, 2, 0])
})

test('an end of nothing is left out', () => {
  expect(numbers('closed', 'attempt', 'failed', 'failed')).toEqual([0, 1, 1, 0])
})

test('what was captured is in the event', () => {
  const tracker = new HostTracker()
  tracker.take('h1', { kind: 'registered', fields: {} }, 1)
  expect(
    tracker.take('h1', { kind: 'closed', fields: { code: '4100', reason: 'bye' } }, 2, 'ams:m1'),
  ).toEqual({
    at: 2,
    host: 'h1',
    state: 'closed',
    dial: 1,
    code: 4100,
    reason: 'bye',
    relay: 'ams:m1',
  })
  expect(tracker.take('h1', { kind: 'scheduled', fields: { delayS: '1.5' } }, 3)).toMatchObject({
    dial: 2,
    delayMs: 1_500,
  })
})

test('relays tell of themselves, too', () => {
  expect(new HostTracker().take('h1', { kind: 'cleared', fields: {} }, 1)).toBeUndefined()
})
