import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { endAll, leftOf, partsOf, type StartedRun, startRun } from './testing/started-run.ts'

/** What a CI runner does to the process of a step that somebody cancels, and to no other: ms since the first. */
const steps = [
  { signal: 'SIGINT', at: 0 },
  { signal: 'SIGTERM', at: 7_500 },
  { signal: 'SIGKILL', at: 10_000 },
] as const

/** What is promised: the report is there so long after the first, and nothing is left so long after the last. */
const REPORT_MS = 7_000
const PROMISED_MS = 5_000

afterAll(endAll)

/** @returns when the report was there and when the process had ended, ms after the first signal */
async function cancel(run: StartedRun): Promise<{ reportedMs: number; endedMs: number }> {
  const from = performance.now()
  let endedMs = Infinity
  void run.ended.then(() => {
    endedMs = performance.now() - from
  })
  let reportedMs = Infinity
  for (const { signal, at } of steps) {
    while (performance.now() - from < at && run.running()) {
      if (existsSync(join(run.out, 'index.html'))) reportedMs = Math.min(reportedMs, performance.now() - from)
      await delay(20)
    }
    if (run.running()) process.kill(run.pid, signal)
  }
  await run.ended
  if (existsSync(join(run.out, 'index.html'))) reportedMs = Math.min(reportedMs, performance.now() - from)
  return { reportedMs, endedMs }
}

describe.skipIf(process.platform !== 'linux')('a CI runner that cancels a step', () => {
  test.each(['relay/*', 'deploy/*', 'log-stream/*', 'webhook/*'])(
    '%s: a report in 7 seconds, and nothing left',
    async (scenarios) => {
      const run = startRun(scenarios, { through: 'npm' })
      await run.journalled()
      const moment = Math.random() * 4_000
      await delay(moment)
      const parts = partsOf(run)
      const { reportedMs } = await cancel(run)
      expect(reportedMs, `${moment} ms after its start`).toBeLessThan(REPORT_MS)
      await delay(PROMISED_MS)
      expect(await leftOf(parts), `${moment} ms after its start`).toEqual([])
    },
  )
})
