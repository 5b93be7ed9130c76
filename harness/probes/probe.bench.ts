import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Journal, openJournal } from '../journal/writer.ts'
import { BENCH_MS, CADENCE_MS, WARM_UP_MS } from './fixtures/bench-times.ts'
import { startHttpProber } from './http-prober/prober.ts'

// CPU that a probe costs the harness: in the prober's process, and in the harness that records it.
// Beside it what a bare undici loop costs at the same moments, and what merely waking up does.

const BUDGET_US = 50

interface Cost {
  readonly proberUs: number
  readonly journalUs: number
}

function run(file: string, args: string[] = []): ChildProcess {
  const path = fileURLToPath(new URL(`fixtures/${file}`, import.meta.url))
  return spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
}

async function numberFrom(child: ChildProcess): Promise<number> {
  const [text] = await once(child.stdout!, 'data')
  return Number(String(text))
}

async function measure(port: number, perSecond: number, journal: Journal): Promise<Cost> {
  const targets = Array.from({ length: (perSecond * CADENCE_MS) / 1_000 }, (_, index) => ({
    host: `host-${index + 1}`,
    address: { host: '127.0.0.1', port },
    path: `/hosts/host-${index + 1}/echo`,
    headers: { authorization: `Bearer ${'x'.repeat(150)}` },
    expectBody: 'h1',
  }))
  const env = { GAMEDAY_RUN_ID: 'bench' }
  await using prober = await startHttpProber({
    probe: 'client',
    targets,
    cadenceMs: CADENCE_MS,
    timeoutMs: 1_000,
    journal,
    env,
  })
  await sleep(WARM_UP_MS)
  const [before, own] = [await prober.usage(), process.cpuUsage()]
  await sleep(BENCH_MS)
  const [after, ownAfter] = [await prober.usage(), process.cpuUsage(own)]
  const probes = after.sent - before.sent
  return {
    proberUs: (after.cpuUs - before.cpuUs) / probes,
    journalUs: (ownAfter.user + ownAfter.system) / probes,
  }
}

function missedIn(journal: Journal): number {
  return journal.events.reduce((sum, event) => sum + (event.kind === 'probes-missed' ? event.count : 0), 0)
}

const folder = mkdtempSync(join(tmpdir(), 'gameday-bench-'))
const server = run('trivial-server.ts')
try {
  const port = await numberFrom(server)
  for (const perSecond of [400, 2_000]) {
    const journal = openJournal(join(folder, `${perSecond}.ndjson`))
    const { proberUs, journalUs } = await measure(port, perSecond, journal)
    const missed = missedIn(journal)
    await journal.close()
    const rate = ['--rate', String(perSecond)]
    const undiciUs = await numberFrom(run('bare-undici.ts', ['--port', String(port), ...rate]))
    const timerUs = await numberFrom(run('bare-timer.ts', rate))
    const sum = proberUs + journalUs
    const parts = `prober ${proberUs.toFixed(1)}, journal ${journalUs.toFixed(1)}`
    const beside = `a bare HTTP loop ${undiciUs.toFixed(1)}, waking up alone ${timerUs.toFixed(1)}`
    console.log(
      JSON.stringify({
        what: `CPU of a probe, ${perSecond} a second`,
        aim: `≤ ${BUDGET_US} µs`,
        value: `${sum.toFixed(1)} µs (${parts}; ${missed} not sent; ${beside})`,
      }),
    )
  }
} finally {
  server.stdin!.end()
  rmSync(folder, { recursive: true })
}
