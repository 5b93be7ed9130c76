import { expect, test } from 'vitest'
import { Outbox } from './outbox.ts'

const MS = 1_000_000

test('lines are written together, by the wake-up after 30 ms or by the deadline at 40 ms', () => {
  const written: string[] = []
  const outbox = new Outbox((lines) => written.push(lines))
  expect(outbox.dueAt).toBe(Number.POSITIVE_INFINITY)
  outbox.add('a', 100 * MS)
  outbox.add('b', 105 * MS)
  expect(outbox.dueAt).toBe(140 * MS)
  outbox.flushRipe(129 * MS)
  expect(written).toEqual([])
  outbox.flushRipe(130 * MS)
  outbox.flush()
  expect(written).toEqual(['a\nb\n'])
  expect(outbox.dueAt).toBe(Number.POSITIVE_INFINITY)
})
