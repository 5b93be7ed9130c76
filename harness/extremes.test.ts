import { expect, test } from 'vitest'
import { greatest, least } from './extremes.ts'

test('a million values have a greatest and a least', () => {
  const values = Array.from({ length: 1_000_000 }, (_, i) => (i * 7_919) % 1_000_003)
  expect([least(values), greatest(values)]).toEqual([0, values.reduce((a, b) => (a > b ? a : b))])
})

test('of none, and at the least, it is the floor; the ceiling likewise', () => {
  expect([greatest([]), greatest([], 3), greatest([1], 3), greatest([5], 3)]).toEqual([-Infinity, 3, 3, 5])
  expect([least([]), least([], 3), least([5], 3), least([1], 3)]).toEqual([Infinity, 3, 3, 1])
})
