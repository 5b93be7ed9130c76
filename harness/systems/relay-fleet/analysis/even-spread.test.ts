import { expect, it } from 'vitest'
import { CHANCE_MAX, chanceOfHerd } from './even-spread.ts'

it('is certain for one dial, and rare for fleets as large as those of the catalogue', () => {
  expect(chanceOfHerd(1, 0.2, 0.4)).toBe(1)
  expect(chanceOfHerd(100, 0.2, 0.4)).toBeLessThan(CHANCE_MAX)
  expect(chanceOfHerd(200, 0.2, 0.35)).toBeLessThan(CHANCE_MAX)
  expect(chanceOfHerd(60, 0.2, 0.4)).toBeGreaterThan(CHANCE_MAX)
})

it('is the binomial one', () => {
  // Two dials, more than half of them in a bucket: 2 × P(the other one is within the fifth after it).
  expect(chanceOfHerd(2, 0.2, 0.5)).toBeCloseTo(0.4)
  expect(chanceOfHerd(3, 0.2, 0.9)).toBeCloseTo(3 * 0.04)
  expect(chanceOfHerd(50, 0.2, 1)).toBe(0)
})
