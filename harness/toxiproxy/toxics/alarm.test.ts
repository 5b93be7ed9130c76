import { expect, test } from 'vitest'
import { randomStream } from '../random.ts'
import { Alarm } from './alarm.ts'

test('calls in the order of their moments, none early and none twice', async () => {
  const [alarm, random] = [new Alarm(), randomStream(1, 'alarm')]
  const start = performance.now()
  const seen: { at: number; late: number }[] = []
  for (let i = 0; i < 500; i++) {
    const at = start + 60 * random()
    alarm.set(at, () => seen.push({ at, late: performance.now() - at }))
  }
  await expect.poll(() => seen.length).toBe(500)
  expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted((a, b) => a - b))
  expect(Math.min(...seen.map(({ late }) => late))).toBeGreaterThanOrEqual(0)
})

test('one that was cancelled is not called, and does not hold up those after it', async () => {
  const alarm = new Alarm()
  const seen: string[] = []
  const cancelled = alarm.set(performance.now() + 5, () => seen.push('cancelled'))
  alarm.set(performance.now() + 10, () => seen.push('kept'))
  alarm.cancel(cancelled)
  await expect.poll(() => seen).toEqual(['kept'])
})

test('a call may set further ones, earlier than those that wait', async () => {
  const alarm = new Alarm()
  const seen: string[] = []
  const start = performance.now()
  alarm.set(start + 40, () => seen.push('last'))
  alarm.set(start + 5, () => {
    seen.push('first')
    alarm.set(performance.now(), () => seen.push('at once'))
    alarm.set(start + 20, () => seen.push('between'))
  })
  await expect.poll(() => seen).toEqual(['first', 'at once', 'between', 'last'])
})

test('those cancelled long before their moment are not kept, and the others still come in order', async () => {
  const [alarm, random] = [new Alarm(), randomStream(2, 'alarm')]
  const start = performance.now()
  const [seen, kept]: number[][] = [[], []]
  for (let i = 0; i < 10_000; i++) {
    const at = start + 600_000 * random()
    alarm.cancel(alarm.set(at, () => seen!.push(at)))
    if (i % 100 !== 0) continue
    const soon = start + 100 + 50 * random()
    kept!.push(soon)
    alarm.set(soon, () => seen!.push(soon))
  }
  expect(alarm.size).toBeLessThan(400)
  await expect.poll(() => seen!.length).toBe(100)
  expect(seen).toEqual(kept!.toSorted((a, b) => a - b))
  expect(alarm.size).toBeLessThan(100)
})
