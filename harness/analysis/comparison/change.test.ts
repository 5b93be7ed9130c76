import { describe, expect, test } from 'vitest'
import { changeOf, type Sample } from './change.ts'

const sample = (values: readonly number[], more: Partial<Sample> = {}): Sample => ({
  op: '<=',
  limit: 1_000,
  values,
  broken: 0,
  uncertainty: 1,
  ...more,
})
const five = [100, 104, 108, 102, 106]
const plus = (values: readonly number[], by: number) => values.map((value) => value + by)

describe('a change', () => {
  test('beyond ranks and noise is worse upwards and better downwards', () => {
    expect(changeOf(sample(five), sample(plus(five, 50)))).toMatchObject({ verdict: 'worse', difference: 50 })
    expect(changeOf(sample(five), sample(plus(five, -50)))).toMatchObject({
      verdict: 'better',
      difference: -50,
    })
  })

  test('is the other way round for a limit from below', () => {
    const above = { op: '>=' } as const
    expect(changeOf(sample(five, above), sample(plus(five, 50), above)).verdict).toBe('better')
    expect(changeOf(sample(five, above), sample(plus(five, -50), above)).verdict).toBe('worse')
  })

  test('of nothing is none', () => {
    expect(changeOf(sample(five), sample(five))).toMatchObject({ verdict: 'no change', difference: 0 })
  })

  test('that ranks can tell but the noise contains is none', () => {
    const tight = [100, 100.1, 100.2, 100.3, 100.4]
    expect(changeOf(sample(tight, { uncertainty: 20 }), sample(plus(tight, 10)))).toMatchObject({
      verdict: 'no change',
      reason: 'within the noise',
      noise: 20,
    })
  })

  test('is not told from too few repetitions', () => {
    expect(changeOf(sample([100]), sample([500]))).toMatchObject({ verdict: 'too few' })
  })

  test('to a broken limit is worse, with one repetition too', () => {
    expect(changeOf(sample([900]), sample([1_100], { broken: 1 }))).toMatchObject({
      verdict: 'worse',
      reason: 'broke its limit in 1 of 1, before in none of 1',
    })
  })

  test('to never is worse', () => {
    const never = five.map(() => Infinity)
    expect(changeOf(sample(five, { broken: 1 }), sample(never, { broken: 5 }))).toMatchObject({
      verdict: 'worse',
      difference: Infinity,
    })
  })
})
