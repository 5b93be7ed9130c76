import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'
import { niceTop } from './nice.ts'
import { clock, exactClock, quantity, shortSpan, span } from './times.ts'
import { between, followNow, pan, rangeOf, zoom } from './window.ts'

test.each([
  [0, '0:00'],
  [-5, '0:00'],
  [65_999, '1:05'],
  [3_725_000, '1:02:05'],
])('%d ms are %s', (ms, text) => expect(clock(ms)).toBe(text))

test('moments and lengths', () => {
  expect(exactClock(125_349)).toBe('2:05.3')
  expect([span(400), span(4_400), span(125_000), span(3_725_000)]).toEqual([
    '0 s',
    '4 s',
    '2 min 05 s',
    '1 h 02 min',
  ])
  expect([shortSpan(420), shortSpan(65_000)]).toEqual(['0.4 s', '1 min 05 s'])
})

test.each([
  [null, '–'],
  [0, '0'],
  [0.123, '0.12'],
  [12.34, '12.3'],
  [123.4, '123'],
  [12_345.6, '12\u202f346'],
])('%s is written as %s', (value, text) => expect(quantity(value)).toBe(text))

test('an axis ends at a round number that is not below the greatest value', () => {
  expect([0, -3, 1, 1.1, 212, 980, 0.03].map(niceTop)).toEqual([1, 1, 1, 1.2, 250, 1_000, 0.03])
})

test('reconnecting waits from a quarter of a second to five, half of it by chance', () => {
  expect(backoffMs(0, 1)).toBe(250)
  expect(backoffMs(0, 0)).toBe(125)
  expect(backoffMs(3, 1)).toBe(2_000)
  expect(backoffMs(50, 1)).toBe(5_000)
})

test('what is shown ends at now while it follows', () => {
  expect(rangeOf(followNow(60_000), 10_000)).toEqual([0, 30_000])
  expect(rangeOf(followNow(60_000), 100_000)).toEqual([40_000, 100_000])
  expect(rangeOf(followNow(Infinity), 100_000)).toEqual([0, 100_000])
})

test('going back stops following, going on to now follows again', () => {
  const back = pan(followNow(60_000), -0.5, 100_000)
  expect(rangeOf(back, 200_000)).toEqual([10_000, 70_000])
  expect(rangeOf(pan(back, -1, 200_000), 200_000)).toEqual([0, 60_000])
  expect(pan(back, 5, 200_000)).toEqual(followNow(60_000))
})

test('zooming keeps now at the edge, or the middle where it is', () => {
  expect(zoom(followNow(60_000), 0.5, 100_000)).toEqual(followNow(30_000))
  expect(rangeOf(zoom(between(10_000, 50_000), 0.5, 100_000), 100_000)).toEqual([20_000, 40_000])
  expect(zoom(between(10_000, 50_000), 4, 100_000)).toEqual(followNow(160_000))
  expect(rangeOf(between(5, 6), 100)).toEqual([5, 1_005])
})
