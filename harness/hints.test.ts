import { expect, test } from 'vitest'
import { Hints } from './hints.ts'

const LONG_MS = 3_600_000

test('a wait ends with a hint, and by itself without one', async () => {
  const hints = new Hints()
  const waiting = hints.next(LONG_MS)
  hints.give()
  await waiting
  await hints.next(1)
})

test('a hint that came before is kept for one wait', async () => {
  const hints = new Hints()
  hints.give()
  await hints.next(LONG_MS)
  let over = false
  const second = hints.next(LONG_MS).then(() => {
    over = true
  })
  await new Promise(setImmediate)
  expect(over).toBe(false)
  hints.give()
  await second
})
