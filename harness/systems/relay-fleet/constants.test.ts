import { expect, test } from 'vitest'
import { parseDuration } from '../../duration.ts'
import { limitsOf, referenceConstants, share, sum } from './constants.ts'

test('the limits of the reference are those of the design', () => {
  const limits = limitsOf(referenceConstants)
  const seconds = Object.fromEntries(
    Object.entries(limits).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, parseDuration(value) / 1_000]] : [],
    ),
  )
  expect(seconds).toEqual({
    exit: 3,
    expiryOff: 9,
    leftAtRefresh: 45,
    pingOff: 3,
    told: 0.25,
    given: 0.375,
    stale: 0.1,
    slowDirectory: 0.25,
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
    hold: 1,
  })
  expect([limits.dials('20s'), limits.dials('45s'), limits.evictions('60s')]).toEqual([10, 20, 26])
  expect(parseDuration(referenceConstants.drain)).toBe(3_000)
})

test('dials are limited by the quickest schedule that is declared, with delays that grow', () => {
  const dials = (over: Partial<typeof referenceConstants>, within: `${number}s`) =>
    limitsOf({ ...referenceConstants, ...over }).dials(within)
  // 0.5, 1.5, 3.5, 7.5, 15.5, 30.5 and not 45.5: six, and one under way. Counted at the ceiling alone it was 5, which a correct host exceeds.
  expect(dials({ backoffCeiling: '30s' }, '45s')).toBe(7)
  expect(dials({ backoffCeiling: '30s' }, '46s')).toBe(8)
  // Without jitter each delay is whole: 1, 3, 7, 12, 17 and not 22.
  expect(dials({ backoffFactorMin: 1, backoffMin: '1s' }, '20s')).toBe(6)
  // A base above the ceiling waits for the ceiling.
  expect(dials({ backoffBase: '10s' }, '5s')).toBe(3)
})

test('a sum of durations', () => {
  expect(sum('2s', '500ms')).toBe('2500ms')
  expect(share('1s', 0.6)).toBe('600ms')
})
