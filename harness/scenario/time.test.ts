import { expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { seededRandom } from './random.ts'
import { createTime } from './time.ts'

const never = new AbortController().signal

async function planOf(seed: number): Promise<number[]> {
  const journal = memoryJournal()
  const time = createTime(0.001, seededRandom(seed, 'plan'), journal, never)
  await time.somewhereIn('10s')
  await time.somewhereIn('30s')
  return eventsOf(journal.events, 'plan').map(({ value }) => value)
}

test('moments of faults are drawn from the seed, within the tick, and journalled', async () => {
  const [first, second] = [await planOf(3), await planOf(3)]
  expect(first).toEqual(second)
  expect(first[0]).toBeLessThan(10)
  expect(first[1]).toBeLessThan(30)
  expect(await planOf(4)).not.toEqual(first)
})

test('durations are scenario time', () => {
  const time = createTime(0.1, seededRandom(1, 'x'), memoryJournal(), never)
  expect(time.ms('5.5s')).toBeCloseTo(550)
})

test('work is real time on top', async () => {
  const time = createTime(0.001, seededRandom(1, 'x'), memoryJournal(), never)
  const start = performance.now()
  await time.pass('10s', { workMs: 150 })
  // A timer may be a millisecond early.
  expect(performance.now() - start).toBeGreaterThan(158)
})

test('a wait ends with the run', async () => {
  const controller = new AbortController()
  const time = createTime(1, seededRandom(1, 'x'), memoryJournal(), controller.signal)
  const waiting = time.pass('60s')
  controller.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow()
})
