import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { formatMs } from '../duration.ts'
import { HarnessError } from '../errors.ts'
import type { GameDayStatus } from '../game-day/status.ts'
import { temporary } from './temporary.ts'

const main = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** 10,000 hosts need some seconds, more on a busy machine. */
const LIVE_MS = 180_000

/** A real relay fleet in a game-day of its own. */
export interface Fleet extends AsyncDisposable {
  /** Of the process that `gameday up` is. */
  readonly pid: number
  /** Address of its page. */
  readonly page: string
  /** Its journal. */
  readonly journal: string
}

/** Starts `gameday up relay-fleet` on processes. Resolves when every host has its tunnel. */
export async function startFleet(hosts: number): Promise<Fleet> {
  const folder = temporary()
  const out = join(folder.path, 'run')
  const options = ['--runtime', 'processes', '--hosts', String(hosts), '--out', out]
  const up = spawn(process.execPath, [main, 'up', 'relay-fleet', ...options], { cwd: root, stdio: 'ignore' })
  const ended = once(up, 'exit')
  const end = async () => {
    up.kill('SIGKILL')
    await ended
    folder[Symbol.dispose]()
  }
  try {
    const page = await untilLive()
    return {
      pid: up.pid!,
      page,
      journal: globSync(join(out, '**/journal.ndjson'))[0]!,
      [Symbol.asyncDispose]: end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** Runs a command of gameday's. */
export const gameday = (...args: string[]) =>
  promisify(execFile)(process.execPath, [main, ...args], { cwd: root })

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
