import { expect, test, vi } from 'vitest'
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
  const seen: number[] = []
  const set = (at: number) => alarm.set(at, () => seen.push(at))
  const start = performance.now()
  set(start + 40)
  alarm.set(start + 5, () => {
    set(performance.now())
    set(start + 20)
  })
  await expect.poll(() => seen.length).toBe(3)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
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

test('one that is cancelled among others of its moment leaves those', async () => {
  const alarm = new Alarm()
  const seen: number[] = []
  const at = performance.now() + 5
  const dues = [1, 2, 3, 4].map((number) => alarm.set(at, () => seen.push(number)))
  alarm.cancel(dues[1]!)
  alarm.cancel(dues[1]!)
  await expect.poll(() => seen).toEqual([1, 3, 4])
  alarm.cancel(dues[0]!)
  expect(alarm.size).toBe(0)
})

test.each([
  ['an idle loop waits for a call in its sleep', false],
  ['a loop with other work is not put to sleep', true],
])('%s', async (_, busy) => {
  const sleep = vi.spyOn(Atomics, 'wait')
  const alarm = new Alarm()
  let done = false
  const work = () => {
    for (const from = performance.now(); performance.now() - from < 0.2; );
    if (!done) setImmediate(work)
  }
  if (busy) work()
  for (let i = 1; i <= 20; i++) alarm.set(performance.now() + i, () => {})
  alarm.set(performance.now() + 21, () => {
    done = true
  })
  await expect.poll(() => done).toBe(true)
  if (busy) expect(sleep).not.toHaveBeenCalled()
  else expect(sleep).toHaveBeenCalled()
  sleep.mockRestore()
})
