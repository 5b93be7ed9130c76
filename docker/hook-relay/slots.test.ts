import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

test('no more than the bound at once, the others in their order, also after a failure', async () => {
  const slots = new Slots(2)
  const started: number[] = []
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const uses = ends.map(({ promise }, index) =>
    slots.use(() => {
      started.push(index)
      return promise
    }),
  )
  const settled = Promise.allSettled(uses)
  await Promise.resolve()
  expect(started).toEqual([0, 1])
  ends[0]!.reject(new Error('no'))
  await uses[0]!.catch(() => {})
  await Promise.resolve()
  expect(started).toEqual([0, 1, 2])
  for (const { resolve } of ends) resolve()
  await settled
  expect(started).toEqual([0, 1, 2, 3])
})
