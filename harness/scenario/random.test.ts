import { expect, test } from 'vitest'
import { deriveSeed, seededRandom } from './random.ts'

const draws = (seed: number, name: string) => {
  const random = seededRandom(seed, name)
  return Array.from({ length: 1_000 }, () => random.next())
}

test('the same seed and name give the same plan', () => {
  expect(draws(7, 'relay/rst current 1')).toEqual(draws(7, 'relay/rst current 1'))
  expect(deriveSeed(7, 'a')).toBe(deriveSeed(7, 'a'))
})

test('another seed, or another name, gives another', () => {
  expect(draws(7, 'a')).not.toEqual(draws(8, 'a'))
  expect(draws(7, 'a')).not.toEqual(draws(7, 'b'))
})

test('draws are spread evenly over [0, 1)', () => {
  const all = draws(1, 'spread')
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...all)).toBeLessThan(1)
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = all.filter((draw) => Math.floor(draw * 10) === tenth).length
    // 100 expected, standard deviation 9.5: four of them.
    expect(Math.abs(share - 100)).toBeLessThan(38)
  }
})
