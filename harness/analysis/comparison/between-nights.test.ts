import { expect, test } from 'vitest'
import { noiseBetweenNights } from './between-nights.ts'
import { tQuantile } from './student-t.ts'

test.each([
  [0.05, 1, 6.314],
  [0.01, 2, 6.965],
  [0.005, 6, 3.707],
  [0.0005, 9, 4.781],
  [0.025, 30, 2.042],
  [0.001, 120, 3.16],
])(
  'the t quantile with %d above it at %i degrees of freedom is that of the tables',
  (upper, degrees, value) => {
    expect(tQuantile(upper, degrees)).toBeCloseTo(value, 2)
  },
)

test('nights that shift as a whole are noise, however tight each of them is', () => {
  const nights = [100, 120, 90, 110, 105].map((at) => [at - 1, at, at + 1])
  const noise = noiseBetweenNights(nights, 1)
  expect(noise).toBeGreaterThan(20)
  expect(noiseBetweenNights(nights, 60)).toBeGreaterThan(1.5 * noise)
})

test('one night tells nothing, and a night of "never" everything', () => {
  expect(noiseBetweenNights([[1, 2, 3]], 10)).toBe(0)
  expect(noiseBetweenNights([[1], [2], [Infinity]], 10)).toBe(Infinity)
  expect(noiseBetweenNights([[], [5], [5]], 10)).toBe(0)
})
