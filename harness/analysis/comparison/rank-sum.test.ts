import { describe, expect, test } from 'vitest'
import { rankSum, smallestP } from './rank-sum.ts'

describe('the rank-sum test', () => {
  test('has the published tail of the null distribution', () => {
    // Complete separation of 5 and 5: one arrangement of 252 (any table of the Mann-Whitney U).
    const { pLarger, pSmaller } = rankSum([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 0.01)
    expect(pLarger).toBeCloseTo(1 / 252, 12)
    expect(pSmaller).toBe(1)
  })

  test('agrees with a count of all arrangements', () => {
    const values = [1, 2, 3, 4, 5, 6, 7]
    const b = [2, 5, 7]
    const a = values.filter((value) => !b.includes(value))
    const u = (ys: readonly number[]) =>
      ys.flatMap((y) => values.filter((x) => !ys.includes(x) && x < y)).length
    const all = combinations(values, 3)
    const asLarge = all.filter((ys) => u(ys) >= u(b)).length / all.length
    expect(rankSum(a, b, 0.01).pLarger).toBeCloseTo(asLarge, 12)
  })

  test('counts ties for neither side', () => {
    expect(rankSum([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], 0.01)).toMatchObject({
      pLarger: 1,
      pSmaller: 1,
      shift: 0,
    })
  })

  test('ranks "never" last and takes twice never for no difference', () => {
    const { pLarger, shift } = rankSum(
      [1, 2, 3, 4, 5],
      [Infinity, Infinity, Infinity, Infinity, Infinity],
      0.01,
    )
    expect(pLarger).toBeCloseTo(1 / 252, 12)
    expect(shift).toBe(Infinity)
    expect(rankSum([Infinity], [Infinity], 0.01).shift).toBe(0)
  })
})

describe('the shift', () => {
  test('is the median of all differences, inside its interval', () => {
    const a = [10, 11, 12, 13, 14, 15]
    const { shift, interval } = rankSum(
      a,
      a.map((x) => x + 4),
      0.05,
    )
    expect(shift).toBe(4)
    expect(interval[0]).toBeLessThanOrEqual(4)
    expect(interval[1]).toBeGreaterThanOrEqual(4)
  })

  test('has the interval of the textbook: the k-th of the ordered differences', () => {
    // n = m = 5, one-sided 2.5 %: P(U <= 2) = 4/252 <= 2.5 % < P(U <= 3), so the third difference from each end.
    const a = [1, 2, 3, 4, 5]
    const b = [1.5, 3.5, 5.5, 7.5, 9.5]
    const differences = b.flatMap((y) => a.map((x) => y - x)).sort((x, y) => x - y)
    expect(rankSum(a, b, 0.025).interval).toEqual([differences[2], differences[22]])
  })

  test('has no bounds when there are too few values for the level', () => {
    expect(rankSum([1], [2], 0.01).interval).toEqual([-Infinity, Infinity])
    expect(smallestP(1, 1)).toBe(0.5)
    expect(smallestP(5, 4)).toBeCloseTo(1 / 126, 12)
  })
})

function combinations<T>(values: readonly T[], count: number): T[][] {
  if (count === 0) return [[]]
  return values.flatMap((value, i) =>
    combinations(values.slice(i + 1), count - 1).map((rest) => [value, ...rest]),
  )
}
