import { describe, expect, it } from 'vitest'
import { median, quantile } from './quantile.ts'

describe('nearest-rank quantile', () => {
  const twenty = Array.from({ length: 20 }, (_, i) => 20 - i)

  it('is always a value that was seen', () => {
    expect(quantile(twenty, 0.5)).toBe(10)
    expect(quantile(twenty, 0.9)).toBe(18)
    expect(quantile([7], 0.01)).toBe(7)
  })

  it('gives the maximum as p99 of fewer than 100 values, and not of 200', () => {
    expect(quantile(twenty, 0.99)).toBe(20)
    expect(
      quantile(
        Array.from({ length: 200 }, (_, i) => i + 1),
        0.99,
      ),
    ).toBe(198)
  })

  it('counts never as longer than anything', () => {
    expect(quantile([1, Infinity, 2], 1)).toBe(Infinity)
    expect(quantile([1, Infinity, 2], 0.5)).toBe(2)
  })

  it('has none for no values, and takes the smaller middle', () => {
    expect(quantile([], 0.5)).toBeUndefined()
    expect(median([4, 1, 3, 2])).toBe(2)
  })
})
