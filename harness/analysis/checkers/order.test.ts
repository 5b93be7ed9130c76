import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Blur, checkOrder, type Ordered } from './order.ts'

const named = (...all: [name: string, begun: number, ended: number][]) =>
  all.map(([name, begun, ended]) => ({ name, begun, ended }))

const names = (all: readonly (Ordered & { name: string })[], blur?: Blur) =>
  checkOrder(all, blur).overtaken.map(({ one, by }) => `${one.name} by ${by.name}`)

test('one that is overtaken by two is one, and two pairs', () => {
  const all = named(['a', 1, 30], ['b', 2, 20], ['c', 3, 10])
  expect(names(all)).toEqual(['b by c', 'a by c'])
  expect(checkOrder(all).inversions).toBe(3)
})

test('what ends as it began is in order, however long each takes', () => {
  expect(names(named(['a', 1, 10], ['b', 2, 11], ['c', 3, 12]))).toEqual([])
})

test('one that is late by many is named with the last that overtook it', () => {
  expect(names(named(['late', 1, 99], ['b', 2, 3], ['c', 3, 4], ['d', 4, 5]))).toEqual(['late by d'])
})

test('what is closer together than moments can be known has no order', () => {
  const all = named(['a', 10, 31], ['b', 12, 30])
  expect(names(all, { begun: 2, ended: 0 })).toEqual([])
  expect(names(all, { begun: 0, ended: 1 })).toEqual([])
  expect(names(all, { begun: 1, ended: 0.5 })).toEqual(['a by b'])
})

test('agrees with a look at every pair', () => {
  const moment = fc.integer({ min: 0, max: 20 })
  const blurs = fc.integer({ min: 0, max: 4 })
  fc.assert(
    fc.property(
      fc.array(fc.record({ begun: moment, ended: moment }), { maxLength: 12 }),
      fc.record({ begun: blurs, ended: blurs }),
      (all, blur) => {
        const overtakes = (by: Ordered, one: Ordered) =>
          by.begun > one.begun + blur.begun && by.ended < one.ended - blur.ended
        const pairs = all.flatMap((one) => all.filter((by) => overtakes(by, one)))
        const found = checkOrder(all, blur)
        expect(found.inversions).toBe(pairs.length)
        expect(new Set(found.overtaken.map(({ one }) => one))).toEqual(
          new Set(all.filter((one) => all.some((by) => overtakes(by, one)))),
        )
        for (const { one, by } of found.overtaken) expect(overtakes(by, one)).toBe(true)
      },
    ),
    { numRuns: 2_000 },
  )
})
