import { expect, test } from 'vitest'
import type { JournalEvent } from './events.ts'
import { FewEvents } from './kept-events.ts'

const event = (kind: string, at: number) => ({ kind, at }) as unknown as JournalEvent

test('a kind of which there is much is left out, and counted; the others keep their lines', () => {
  const kept = new FewEvents()
  const [header, mark] = [event('header', 0), event('mark', 3)]
  kept.add(header, 100, 1)
  for (let line = 2; line <= 9; line++) kept.add(event('probe', line), 1_000_000, line)
  kept.add(mark, 100, 10)
  expect(kept.events).toEqual([header, mark])
  expect([...kept.leftOut]).toEqual([['probe', 8]])
  expect([header, mark, event('probe', 2)].map((one) => kept.lineOf(one))).toEqual([1, 10, 0])
})

test('checks and faults are kept, however many there are', () => {
  const kept = new FewEvents()
  for (let line = 1; line <= 9; line++) kept.add(event('check', line), 1_000_000, line)
  expect(kept.events).toHaveLength(9)
  expect(kept.leftOut.size).toBe(0)
})
