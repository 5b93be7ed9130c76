import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../scenario/random.ts'
import { changesOfNight, type NightCheck } from './between-nights.ts'
import { chanceOfBoth } from './beyond-nights.ts'
import type { Sample } from './change.ts'
import { digamma, trigamma } from './gamma.ts'
import { moderated, priorOf } from './moderated.ts'
import { tQuantile, tUpper } from './student-t.ts'

test.each([
  [0.05, 1, 6.314],
  [0.01, 2, 6.965],
  [0.005, 6, 3.707],
  [0.0005, 9, 4.781],
  [0.025, 30, 2.042],
  [0.001, 120, 3.16],
  // Moderated spreads have broken ones.
  [0.01, 11.37, 2.7035],
])(
  'the t quantile with %d above it at %i degrees of freedom is that of the tables, and back',
  (upper, degrees, value) => {
    expect(tQuantile(upper, degrees)).toBeCloseTo(value, 2)
    expect(tUpper(value, degrees) / upper).toBeCloseTo(1, 2)
    expect(tUpper(-value, degrees)).toBeCloseTo(1 - upper, 3)
  },
)

test('digamma and trigamma are those of the tables', () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649, 9)
  expect(digamma(0.5)).toBeCloseTo(-1.963510026, 9)
  expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 9)
  expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 8)
})

/** Standard normal values. */
function normal(name: string): () => number {
  const { next } = seededRandom(1, name)
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

test('two nights beyond the same nights have the chance that a simulation shows', () => {
  const draw = normal('two nights')
  const [count, t, trials] = [8, 1.2, 40_000]
  let both = 0
  for (let trial = 0; trial < trials; trial++) {
    const nights = Array.from({ length: count }, draw)
    const mean = nights.reduce((sum, one) => sum + one, 0) / count
    const squares = nights.reduce((sum, one) => sum + (one - mean) ** 2, 0)
    const limit = mean + t * Math.sqrt((squares / (count - 1)) * (1 + 1 / count))
    if (draw() > limit && draw() > limit) both++
  }
  const chance = chanceOfBoth(t, { count, degrees: count - 1 })
  expect(both / trials / chance).toBeGreaterThan(0.9)
  expect(both / trials / chance).toBeLessThan(1.1)
  expect(chance).toBeGreaterThan(tUpper(t, count - 1) ** 2)
})

test('what all checks say of one is worth as much as they agree', () => {
  const draw = normal('variances')
  const samples = (deviation: () => number) =>
    Array.from({ length: 400 }, () => {
      const own = deviation()
      const values = Array.from({ length: 8 }, () => own * draw())
      const mean = values.reduce((sum, one) => sum + one, 0) / 8
      return { variance: values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 7, degrees: 7 }
    })
  const alike = priorOf(samples(() => 0.2))
  expect(alike.spread).toBeLessThan(0.05)
  expect(moderated({ variance: 0.01, degrees: 7 }, alike).variance).toBeGreaterThan(0.03)
  expect(moderated({ variance: 0.01, degrees: 7 }, alike).degrees).toBeGreaterThan(40)
  const unlike = priorOf(samples(() => Math.exp(draw())))
  expect(unlike.spread).toBeGreaterThan(2)
  expect(moderated({ variance: 0.01, degrees: 7 }, unlike).variance).toBeLessThan(0.02)
  expect(moderated({ variance: 1, degrees: 7 }, priorOf([]))).toEqual({ variance: 1, degrees: 7 })
})

const sample = (values: readonly number[], more: Partial<Sample> = {}): Sample => ({
  ...{ op: '<=', limit: 100_000, values, broken: 0, uncertainty: 1 },
  ...more,
})

/** A check with one repetition a night. */
const check = (nights: readonly number[], tonight: number, more: Partial<NightCheck> = {}): NightCheck => ({
  baseline: sample(nights),
  run: sample([tonight]),
  nights: nights.map((night) => [night]),
  ...{ unit: 'ms', precondition: false },
  ...more,
})
const ten = [100, 108, 95, 104, 99, 110, 93, 103, 97, 105]
const only = (one: NightCheck) => changesOfNight([one])[0]!

describe('a night', () => {
  test('far out is worse at once, one repetition is enough, and its difference is against the typical night', () => {
    const found = only(check(ten, 200))
    expect(found).toMatchObject({ verdict: 'worse', reason: 'beyond the 10 nights before it' })
    expect(found.difference).toBeCloseTo(98.8, 0)
    expect(found.noise).toBeLessThan(30)
    expect(found.interval[0]).toBeGreaterThan(0)
    expect(only(check(ten, 50)).verdict).toBe('better')
  })

  test('somewhat out is a suspicion, and worse when the next one is out, too', () => {
    const others = Array.from({ length: 9 }, (_, i) =>
      check(
        ten.map((one) => one * (i + 2)),
        100 * (i + 2),
      ),
    )
    const [first] = changesOfNight([check(ten, 118), ...others])
    expect(first).toMatchObject({ verdict: 'no change', reason: expect.stringMatching(/^perhaps/) })
    const [second] = changesOfNight([check([...ten.slice(1), 118], 117), ...others])
    expect(second).toMatchObject({ verdict: 'worse', reason: expect.stringMatching(/already was$/) })
  })

  test('out by less than matters is no change', () => {
    const tight = ten.map((one) => 100 + (one - 100) / 100)
    expect(only(check(tight, 104))).toMatchObject({ verdict: 'no change', reason: 'too small to matter' })
  })

  test('to never is worse, after nights with "never" nothing is', () => {
    expect(only(check(ten, Infinity))).toMatchObject({ verdict: 'worse', difference: Infinity })
    expect(only(check([...ten, Infinity], 900)).verdict).toBe('too few')
  })

  test('that broke its limit is worse without any test, and a precondition is not judged', () => {
    const broken = check([1, 1], 2, { run: sample([2], { broken: 1 }) })
    expect(only(broken)).toMatchObject({
      verdict: 'worse',
      reason: 'broke its limit in 1 of 1, before in none of 2',
    })
    expect(only(check(ten, 900, { precondition: true })).verdict).toBe('no change')
  })

  test('of a count that was always the same says nothing: its limit judges it', () => {
    const zeros = check(
      ten.map(() => 0),
      3,
      { unit: 'requests', baseline: sample([0], { uncertainty: 0 }), run: sample([3], { uncertainty: 0 }) },
    )
    expect(only(zeros).verdict).toBe('too few')
  })
})

test.each([
  ['that scatter alike', () => 1],
  ['with heavy tails', (draw: () => number) => 1 / Math.max(0.35, Math.abs(draw()))],
])('nights without a change %s are called worse in at most 5 of 100', (_, heavy) => {
  const draw = normal('no change')
  const trials = 200
  let alarms = 0
  for (let trial = 0; trial < trials; trial++) {
    const checks = Array.from({ length: 20 }, (_unused, i) => {
      const value = () => 100 * (i + 1) * Math.exp(0.1 * heavy(draw) * draw())
      return check(Array.from({ length: 10 }, value), value())
    })
    if (changesOfNight(checks).some(({ verdict }) => verdict === 'worse')) alarms++
  }
  expect(alarms / trials).toBeLessThanOrEqual(0.06)
})
