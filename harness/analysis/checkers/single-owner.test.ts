import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkSingleOwner, type Tenure } from './single-owner.ts'

const tenure = (owner: string, from: number, to: number): Tenure => ({ owner, from, to })

test('an owner who goes on after another took it', () => {
  const [a, b] = [tenure('a', 0, 50), tenure('b', 30, 80)]
  expect(checkSingleOwner([a, b])).toEqual({
    overlaps: [{ earlier: a, later: b, beyond: 20 }],
    overlapTime: 20,
  })
})

test('another who took it and did nothing is an owner all the same', () => {
  const { overlaps, overlapTime } = checkSingleOwner([tenure('a', 0, 50), tenure('b', 30, 30)])
  expect(overlaps).toMatchObject([{ beyond: 20 }])
  expect(overlapTime).toBe(0)
})

test('one after the other is in order, also where they touch', () => {
  expect(checkSingleOwner([tenure('a', 0, 10), tenure('b', 10, 20), tenure('a', 25, 30)]).overlaps).toEqual(
    [],
  )
})

test('nobody shares with himself', () => {
  expect(checkSingleOwner([tenure('a', 0, 10), tenure('a', 5, 20)]).overlaps).toEqual([])
})

test('three at once are three pairs, and time counts once', () => {
  const found = checkSingleOwner([tenure('a', 0, 10), tenure('b', 0, 10), tenure('c', 0, 10)])
  expect(found.overlaps).toHaveLength(3)
  expect(found.overlapTime).toBe(10)
})

test('agrees with a look at every pair and every moment', () => {
  const tenures = fc.array(
    fc
      .record({
        owner: fc.constantFrom('a', 'b', 'c'),
        from: fc.integer({ min: 0, max: 20 }),
        length: fc.integer({ min: 0, max: 8 }),
      })
      .map(({ owner, from, length }) => tenure(owner, from, from + length)),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(tenures, (all) => {
      const found = checkSingleOwner(all)
      const pairs = all.flatMap((one, index) =>
        all.slice(index + 1).filter((other) => {
          const [earlier, later] = other.from < one.from ? [other, one] : [one, other]
          return one.owner !== other.owner && earlier.to > later.from
        }),
      )
      // Of two that begin together, either may be the earlier one; one that ends at once overlaps only if it is the later one.
      const unclear = all.filter(
        (one) => one.from === one.to && all.some((other) => other !== one && other.from === one.from),
      )
      if (unclear.length === 0) expect(found.overlaps).toHaveLength(pairs.length)
      const shared = Array.from({ length: 30 }, (_, moment) => {
        const here = all.filter(({ from, to }) => from <= moment && to > moment)
        return new Set(here.map(({ owner }) => owner)).size > 1 ? 1 : 0
      })
      expect(found.overlapTime).toBe(shared.reduce<number>((sum, one) => sum + one, 0))
    }),
    { numRuns: 2_000 },
  )
})
