import { expect, test } from 'vitest'
import { parseDuration } from '../../duration.ts'
import { limitsOf, referenceConstants, sum } from './constants.ts'

test('the limits of the reference are those of the design', () => {
  const limits = limitsOf(referenceConstants)
  const seconds = Object.fromEntries(
    Object.entries(limits).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, parseDuration(value) / 1_000]] : [],
    ),
  )
  expect(seconds).toEqual({
    exit: 3,
    midDrain: 0.3,
    stale: 0.1,
    reconnect: 5.5,
    heal: 6,
    redial: 2.5,
    notice: 1.5,
    handover: 2,
    detection: 85,
    detected: 2,
    unnoticed: 67.5,
    expiry: 120,
    herdBucket: 0.1,
    dialGap: 0.5,
  })
  expect([limits.dials('20s'), limits.dials('45s'), limits.evictions('60s')]).toEqual([10, 20, 26])
  expect(parseDuration(referenceConstants.drain)).toBe(3_000)
})

test('a sum of durations', () => {
  expect(sum('2s', '500ms')).toBe('2500ms')
})
