import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { nodeFlags } from './node-flags.ts'
import { type Stall, watchStalls } from './stalls.ts'

const now = () => Number(process.hrtime.bigint())

test('a process that is kept busy says for how long, at the end of it; one that is not says nothing', async () => {
  const stalls: Stall[] = []
  onTestFinished(watchStalls((stall) => stalls.push(stall)))
  const from = now()
  const busyUntil = from + 300e6
  await sleep(1)
  while (now() < busyUntil);
  await expect.poll(() => stalls.length).toBeGreaterThan(0)
  const { at, ms } = stalls[0]!
  expect(at).toBeGreaterThanOrEqual(busyUntil)
  // Less what it would have waited anyway.
  expect(ms).toBeGreaterThanOrEqual(270)
  expect(at - ms * 1e6).toBeGreaterThanOrEqual(from)
})

test('one that was stopped says so when it goes on', async () => {
  const source = `
    import { watchStalls } from ${JSON.stringify(fileURLToPath(new URL('stalls.ts', import.meta.url)))}
    watchStalls((stall) => console.log(JSON.stringify(stall)))
    setInterval(() => {}, 1000)
    console.log('ready')`
  const child = spawn(process.execPath, [...nodeFlags, '--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  await expect.poll(() => lines, { timeout: 5_000 }).toContain('ready')
  await sleep(100)
  const stoppedAt = now()
  child.kill('SIGSTOP')
  await sleep(500)
  // Before it goes on: its own stamp may come sooner than this process is run again.
  const wokenAt = now()
  child.kill('SIGCONT')
  const told = () => lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Stall)
  await expect.poll(() => told().some(({ at }) => at >= wokenAt), { timeout: 5_000 }).toBe(true)
  const stall = told().find(({ at }) => at >= wokenAt)!
  expect(stall.ms).toBeGreaterThan(450)
  expect(stall.at - stall.ms * 1e6).toBeGreaterThan(stoppedAt - 50e6)
})
