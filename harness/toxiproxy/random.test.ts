import { expect, test } from 'vitest'
import { randomStream } from './random.ts'

const first = (seed: number, connection: number) => randomStream(seed, 'link', 'latency', 0, connection)()

test('the same seed and purpose give the same draws', () => {
  const draws = () => {
    const random = randomStream(7, 'link', 'latency', 0, 3)
    return Array.from({ length: 5 }, () => random())
  }
  expect(draws()).toEqual(draws())
  expect(first(7, 3)).not.toBe(first(8, 3))
})

test('the first draws of many connections are spread evenly', () => {
  const count = 20_000
  const bins = Array<number>(10).fill(0)
  for (let i = 0; i < count; i++) bins[Math.floor(first(1, i) * 10)]!++
  // 2,000 expected a bin; the standard deviation is 42.
  for (const bin of bins) expect(Math.abs(bin - count / 10)).toBeLessThan(200)
})
