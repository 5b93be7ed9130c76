import { expect, test } from 'vitest'
import { computeMetric } from '../../../analysis/compute-metric.ts'
import { journal, ns } from '../../../analysis/fixtures/journal.ts'
import type { Json } from '../../../journal/events.ts'

const R1 = 'ams:relay-1'
/** Of the design, in scenario time; journals here are at a tenth of it. */
const declared = { baseMs: 1_000, ceilingMs: 5_000, factorMin: 0.5, leastMs: 500 }
const resets = { drainCode: 4001, replacedCode: 1000 }

function off(
  events: Parameters<typeof computeMetric>[1],
  schedule: Record<string, Json> = { ...declared, resets },
) {
  return computeMetric('delays-off-schedule', events, { from: ns(-1_000), to: ns(60_000), schedule })
}

/** A host that lost its tunnel and fails to dial again, with these delays in real ms. */
function delays(...ms: (readonly [ms: number, attempt?: number])[]) {
  const made = journal().header().tunnel('host-1', R1, { attempt: 0, registered: 10, closed: 100 })
  let at = 100
  for (const [index, [delayMs, attempt]] of ms.entries()) {
    made.host(at, 'host-1', 'scheduled', {
      dial: index + 2,
      delayMs,
      ...(attempt === undefined ? {} : { attempt }),
    })
    at += delayMs
    made.failedDial('host-1', at, at + 5)
    at += 5
  }
  return made.events
}

test('delays that double up to the ceiling, each times a factor, are as declared', () => {
  expect(off(delays([51, 0], [199, 1], [201, 2], [499, 3], [251, 4]))).toMatchObject({
    observed: 0,
    detail: { of: 5 },
  })
})

test('one above the ceiling is not, whatever a check of the outage makes of it', () => {
  expect(off(delays([80, 0], [150, 1], [300, 2], [560, 3]))).toMatchObject({
    observed: 1,
    offenders: [{ host: 'host-1', text: 'waits 5.6 s where 2.5 s to 5 s was declared' }],
  })
})

test('neither are delays that do not grow, with a counter that stands still or one that nobody tells', () => {
  expect(off(delays([80, 0], [80, 0], [80, 0])).observed).toBe(2)
  expect(off(delays([80], [80], [80])).observed).toBe(2)
})

test('a counter that was set back for no reason shows although the delay fits', () => {
  expect(off(delays([80, 0], [100, 0]))).toMatchObject({
    observed: 1,
    offenders: [{ text: 'counter 0 where 1 is due' }],
  })
})

test('a drain notice, a drain close and a tunnel as long as the ceiling set it back', () => {
  const { events } = journal()
    .header()
    .tunnel('told', R1, { attempt: 0, registered: 10, drain: 100, closed: 150, code: 4001 })
    .host(100, 'told', 'scheduled', { dial: 2, delayMs: 60, attempt: 0 })
    .failedDial('told', 160, 161)
    .host(161, 'told', 'scheduled', { dial: 3, delayMs: 160, attempt: 1 })
    .tunnel('told', R1, { attempt: 321, registered: 325, closed: 900, error: 'ECONNRESET' })
    .host(900, 'told', 'scheduled', { dial: 4, delayMs: 99, attempt: 0 })
    // 100 ms are not enough.
    .tunnel('told', R1, { attempt: 1_000, registered: 1_005, closed: 1_105, error: 'ECONNRESET' })
    .host(1_105, 'told', 'scheduled', { dial: 5, delayMs: 99, attempt: 0 })
  expect(off(events)).toMatchObject({ observed: 1, offenders: [{ at: ns(1_105) }] })
})

test('a tunnel that ended just before that, and of which a busy host learned after it, may or may not', () => {
  const late = (attempt: number, delayMs: number) =>
    journal()
      .header()
      .failedDial('host-1', -200, -190)
      .host(-190, 'host-1', 'scheduled', { dial: 2, delayMs: 60, attempt: 0 })
      .failedDial('host-1', -130, -129)
      .host(-129, 'host-1', 'scheduled', { dial: 3, delayMs: 120, attempt: 1 })
      .tunnel('host-1', R1, { attempt: -9, registered: 0, closed: 479, error: 'ECONNRESET' })
      .host(531, 'host-1', 'scheduled', { dial: 4, delayMs, attempt }).events
  expect(off(late(0, 62)).observed).toBe(0)
  expect(off(late(2, 300)).observed).toBe(0)
  expect(off(late(1, 150)).observed).toBe(1)
})

test('after "replaced" a host waits at the ceiling', () => {
  const replaced = (delayMs: number) =>
    journal()
      .header()
      .tunnel('host-1', R1, { attempt: 0, registered: 10, closed: 100, code: 1000 })
      .host(100, 'host-1', 'scheduled', { dial: 2, delayMs, attempt: 0 }).events
  expect(off(replaced(400)).observed).toBe(0)
  expect(off(replaced(90)).observed).toBe(1)
})

test('of hosts whose resets nobody knows, the counter that they tell, or else least and ceiling', () => {
  expect(off(delays([80, 0], [80, 0]), declared).observed).toBe(0)
  expect(off(delays([80, 0], [80, 3]), declared).observed).toBe(1)
  expect(off(delays([490], [90], [600], [20]), declared).observed).toBe(2)
})

test('delays that are told in whole seconds or tenths are rounded', () => {
  const told = (...ms: number[]) => off(delays(...ms.map((one) => [one] as const)), declared).observed
  // At a tenth of the time 40 ms are 400, below the least of 500.
  expect(told(40, 41)).toBe(2)
  expect(told(100, 500, 100)).toBe(0)
  expect(told(600, 100)).toBe(1)
})

test('cannot tell without a delay', () => {
  expect(off(journal().header().events).reason).toMatch(/no host decided/)
})
