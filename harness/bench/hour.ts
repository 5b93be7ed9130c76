import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { formatMs } from '../duration.ts'
import { HarnessError } from '../errors.ts'
import type { GameDayStatus } from '../game-day/status.ts'
import { lateViewer } from './late-viewer.ts'
import type { Sheet } from './sheet.ts'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

const HOSTS = 10_000
/** All hosts lose their tunnels and come back so often: about a thousand events a second. */
const RESET_EVERY_MS = 60_000
/** 10,000 hosts need some seconds, more on a busy machine. */
const LIVE_MS = 180_000

/**
 * A whole hour of a real game-day, in real time, then a viewer who comes late. GAMEDAY_BENCH_MINUTES makes it shorter.
 */
export async function benchHour(sheet: Sheet): Promise<void> {
  const minutes = Number(process.env.GAMEDAY_BENCH_MINUTES ?? 60)
  const out = join(mkdtempSync(join(tmpdir(), 'gameday-hour-')), 'run')
  const options = ['--runtime', 'processes', '--hosts', String(HOSTS), '--out', out]
  const up = spawn(process.execPath, [main, 'up', 'relay-fleet', ...options], { cwd: root, stdio: 'ignore' })
  const ended = once(up, 'exit')
  try {
    const page = await untilLive()
    const [from, before, linesBefore] = [performance.now(), cpuSeconds(up.pid!), await linesIn(out)]
    while (performance.now() - from < minutes * 60_000) {
      await reset()
      await sleep(Math.min(RESET_EVERY_MS, minutes * 60_000))
    }
    const seconds = (performance.now() - from) / 1_000
    const cpu = cpuSeconds(up.pid!) - before
    const events = (await linesIn(out)) - linesBefore
    sheet.measured({
      what: `CPU of \`gameday up\` with ${HOSTS} hosts, ${Math.round(events / seconds)} events a second for ${minutes} min`,
      aim: 'one core',
      value: `${((cpu / seconds) * 100).toFixed(0)} % of one core, ${residentMB(up.pid!)} MB`,
    })
    const seen = await lateViewer(page, reset)
    if ('missing' in seen) return sheet.line(`a viewer who comes then: ${seen.missing}`)
    sheet.measured({
      what: 'the whole page in Chromium for a viewer who comes then',
      aim: '≤ 2 s',
      value: formatMs(seen.readyMs),
    })
    sheet.measured({
      what: 'frames a second of that page while all hosts come back',
      aim: '≥ 10',
      value: seen.frames.toFixed(0),
    })
  } finally {
    up.kill('SIGKILL')
    await ended
    rmSync(out, { recursive: true, force: true })
  }
}

const gameday = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args], { cwd: root })

const reset = () => gameday('inject', 'reset', 'hosts-relay-1')

/** @returns the address of its page */
async function untilLive(): Promise<string> {
  const until = performance.now() + LIVE_MS
  while (performance.now() < until) {
    const said = await gameday('status', '--json').catch(() => undefined)
    const status = said && (JSON.parse(said.stdout) as GameDayStatus)
    if (status?.stage === 'live') return status.addresses!.observer
    await sleep(500)
  }
  throw new HarnessError(`the game-day was not live after ${formatMs(LIVE_MS)}`)
}

/** User and system time of a process and its threads. Linux counts it in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return (user! + system!) / 100
}

function residentMB(pid: number): number {
  const kB = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  return Math.round(kB / 1_024)
}

async function linesIn(out: string): Promise<number> {
  let lines = 0
  for (const journal of globSync(join(out, '**/journal.ndjson')))
    for await (const piece of createReadStream(journal) as AsyncIterable<Buffer>)
      for (const byte of piece) if (byte === 10) lines++
  return lines
}
