import { describe, expect, test } from 'vitest'
import { changePoints, type NightSeries } from './change-points.ts'
import { falseDiscoveryThreshold } from './false-discovery.ts'

/** Numbers in [0, 1) that are the same each time (a linear congruence is plenty here). */
function drawOf(key: string): () => number {
  let state = [...key].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7)
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

const noise = (key: string, nights: number, level = 100) => {
  const draw = drawOf(key)
  return Array.from({ length: nights }, () => level + 10 * draw())
}
const one = (values: readonly number[], uncertainty = 1): NightSeries => ({ key: 'a', values, uncertainty })
const pointsOf = (series: NightSeries) => changePoints([series], drawOf).get('a')!

describe('change points', () => {
  test('are where the level moved', () => {
    const found = pointsOf(one([...noise('x', 10), ...noise('y', 6, 150)]))
    expect(found.map(({ at }) => at)).toEqual([10])
    expect(found[0]!.from).toBeLessThan(111)
    expect(found[0]!.to).toBeGreaterThan(149)
    expect(found[0]!.p).toBeLessThan(0.01)
  })

  test('are found there and back again', () => {
    const values = [...noise('x', 10), ...noise('y', 8, 150), ...noise('z', 10)]
    expect(pointsOf(one(values)).map(({ at }) => at)).toEqual([10, 18])
  })

  test('are none in nights that only scatter, in nearly all of many folders', () => {
    const folders = Array.from({ length: 12 }, (_, folder) =>
      Array.from({ length: 10 }, (__, check) => ({
        key: `${folder}/${check}`,
        values: noise(`folder ${folder}, check ${check}`, 14),
        uncertainty: 0,
      })),
    )
    const wrong = folders.filter((all) => [...changePoints(all, drawOf).values()].some((p) => p.length > 0))
    expect(wrong.length).toBeLessThanOrEqual(2)
  })

  test('are none within the uncertainty, of one value throughout, or of a few nights', () => {
    expect(pointsOf(one([...noise('x', 10), ...noise('y', 6, 150)], 60))).toEqual([])
    expect(pointsOf(one(Array(20).fill(5)))).toEqual([])
    expect(pointsOf(one([1, 1, 9, 9]))).toEqual([])
  })

  test('know never', () => {
    const found = pointsOf(one([...noise('x', 10), ...Array(6).fill(Infinity)]))
    expect(found).toMatchObject([{ at: 10, to: Infinity }])
  })

  test('are the same each time', () => {
    const series = one([...noise('x', 10), ...noise('y', 6, 150)])
    expect(pointsOf(series)).toEqual(pointsOf(series))
  })
})

test('the more findings there are, the less rare each has to be', () => {
  expect(falseDiscoveryThreshold([0.2, 0.9], 0.05)).toBe(0)
  expect(falseDiscoveryThreshold([0.01, 0.9, 0.9, 0.9], 0.05)).toBeCloseTo(0.0125)
  expect(falseDiscoveryThreshold([0.001, 0.02, 0.03, 0.9], 0.05)).toBeCloseTo(0.0375)
})
