import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { speedOf, watchMachineSpeed } from './machine-speed.ts'

test('the slower part of the samples counts, a single stall does not', () => {
  const quick = Array.from({ length: 29 }, () => 0.6)
  expect(speedOf([...quick, 40])).toMatchObject({ workMs: 0.6, samples: 30 })
  expect(speedOf([...quick.slice(9), ...Array.from({ length: 10 }, () => 0.9)])).toMatchObject({
    workMs: 0.9,
  })
})

test('without a sample there is no speed', () => {
  expect(speedOf([])).toBeUndefined()
})

test('what is measured is the work, not the wait for other work of the process', async () => {
  using machine = watchMachineSpeed()
  const until = performance.now() + 1_500
  // Half of the time this thread is busy, so that the timer of a sample is due while it cannot run.
  while (performance.now() < until) {
    const busy = performance.now() + 40
    while (performance.now() < busy);
    await sleep(40)
  }
  const { samples, workMs } = machine.speed()!
  expect(samples).toBeGreaterThan(1)
  expect(workMs).toBeGreaterThan(0)
  expect(workMs).toBeLessThan(10)
})
