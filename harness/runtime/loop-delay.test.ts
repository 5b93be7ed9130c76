import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { NS_PER_MS, now } from '../journal/clock.ts'
import { followLoop, loopDelayNs } from './loop-delay.ts'

/** Keeps the event loop from coming round. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

test('an end that came while the loop was stalled is known to have waited for it', async () => {
  followLoop()
  const before = now()
  await sleep(50)
  const child = spawn('/bin/true', { stdio: 'ignore' })
  const told = once(child, 'exit').then(() => loopDelayNs())
  await once(child, 'spawn')
  stall(200)
  const delay = await told
  expect(delay).toBeGreaterThanOrEqual(200 * NS_PER_MS)
  // Not more than what has passed: a busy machine may have stalled the loop before, too.
  expect(delay).toBeLessThan(now() - before + 100 * NS_PER_MS)
})

test('later on the stall is over', async () => {
  followLoop()
  stall(100)
  // A busy machine may stall the loop at any moment: it must come round well at some time.
  await expect.poll(async () => sleep(25).then(loopDelayNs), { timeout: 5_000 }).toBe(0)
})
