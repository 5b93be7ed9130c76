import { expect, test } from 'vitest'
import { isCompatible } from './binomial.ts'

test.each([
  // One in two hundred in place of every second: 1 of 100 at best.
  [1, 100, 0.5, false],
  [50, 100, 0.5, true],
  [33, 100, 0.5, false],
  // P(X <= 34) is 0.0009 and P(X <= 33) 0.0004, the bound 0.0005 on each side.
  [34, 100, 0.5, true],
  [66, 100, 0.5, true],
  [67, 100, 0.5, false],
  [1, 10, 0.5, true],
  [1, 20, 0.5, false],
  [1_000, 2_000, 0.5, true],
  [900, 2_000, 0.5, false],
  [7, 7, 1, true],
  [6, 7, 1, false],
  [0, 7, 0, true],
  [1, 7, 0, false],
] as const)('%i of %i at %d: %s', (hits, trials, probability, compatible) => {
  expect(isCompatible(hits, trials, probability)).toBe(compatible)
})
