import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { engineRequest, engineSocket } from '../../../docker/images.ts'
import type { RuntimeKind } from '../../journal/events.ts'
import {
  isReaper,
  isThere,
  Leftovers,
  listenersOf,
  type Named,
  REAPER_GONE_MS,
  stillListening,
  treeOf,
} from '../../runtime/fixtures/process-tree.ts'
import { RUN_LABEL } from '../../runtime/state.ts'
import { userEnvironment } from './command-line.ts'

const launcher = fileURLToPath(new URL('../gameday.mjs', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'gameday-ending-'))
const leftovers = new Leftovers()

/** For the end of a test file: ends what its runs have left, and removes their folders. */
export function endAll(): void {
  leftovers.end()
  rmSync(folder, { recursive: true, force: true })
}

interface StartOptions {
  readonly runtime?: RuntimeKind
  /** Through npm or npx, as a CI step does, or at a terminal, as a person does. Default: the launcher itself. */
  readonly through?: 'launcher' | 'npm' | 'npx' | 'terminal'
}

export type StartedRun = ReturnType<typeof startRun>

/** A run that goes on, as its user has started it. */
export function startRun(
  scenario: string,
  { runtime = 'processes', through = 'launcher' }: StartOptions = {},
) {
  const out = mkdtempSync(join(folder, 'run-'))
  const args = ['run', scenario, '--no-broken', '--runtime', runtime, '--out', join(out, 'run')]
  const npm = ['npm', 'run', '--silent', 'gameday', '--', ...args]
  const commands = {
    npm,
    npx: ['npx', 'gameday', ...args],
    // `script` gives its command a terminal.
    terminal: ['script', '-qec', npm.join(' '), '/dev/null'],
    launcher: [process.execPath, launcher, ...args],
  }
  const [file, ...rest] = commands[through]
  const child = spawn(file!, rest, {
    detached: true,
    env: userEnvironment(),
    cwd: join(launcher, '../../..'),
  })
  leftovers.note(child.pid!)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      output += text
    })
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? signal))
  })
  return {
    ...{ pid: child.pid!, out: join(out, 'run'), ended, output: () => output },
    running: () => child.exitCode === null && child.signalCode === null,
    type: (text: string) => void child.stdin.write(text),
    /** Settles when the first journal has been begun. */
    async journalled() {
      while (globSync(join(out, 'run/**/*.ndjson')).length === 0) {
        if (child.exitCode !== null) throw new Error(`it ended too soon: ${output}`)
        await delay(20)
      }
    },
  }
}

/** What there is of a run at some moment. */
export interface Parts {
  readonly runId: string
  readonly processes: readonly Named[]
  /** Inodes of the sockets on which they listen. */
  readonly listeners: readonly string[]
}

export function partsOf(run: Pick<StartedRun, 'pid' | 'out'>): Parts {
  const processes = treeOf(run.pid)
  const { id } = JSON.parse(readFileSync(join(run.out, 'run.json'), 'utf8')) as { id: string }
  return { runId: id, processes, listeners: listenersOf(processes.map(({ pid }) => pid)) }
}

/** What is left of it now: processes, sockets, containers, networks, in words. And its reaper, if that does not end by itself. */
export async function leftOf({ runId, processes, listeners }: Parts): Promise<string[]> {
  const reapers = processes.filter(isReaper)
  const living = processes.filter((one) => isThere(one) && !reapers.includes(one))
  const left = await leftIn({ runId, living, listeners })
  const until = Date.now() + REAPER_GONE_MS
  while (reapers.some(isThere) && Date.now() < until) await delay(50)
  return [...left, ...reapers.filter(isThere).map(({ pid }) => `reaper ${pid}`)]
}

async function leftIn({
  runId,
  living,
  listeners,
}: Pick<Parts, 'runId' | 'listeners'> & { readonly living: readonly Named[] }): Promise<string[]> {
  for (const { pid } of living) leftovers.note(pid)
  return [
    ...living.map(({ pid, argv }) => `process ${pid} ${argv}`),
    ...stillListening(listeners).map((inode) => `socket ${inode}`),
    ...(await inEngine(runId)),
  ]
}

/** Containers and networks that bear the run's label. */
export async function inEngine(runId: string): Promise<string[]> {
  if (!engineSocket()) return []
  const filters = `filters=${encodeURIComponent(JSON.stringify({ label: [`${RUN_LABEL}=${runId}`] }))}`
  const [containers, networks] = await Promise.all([
    engineRequest<{ Names: string[] }[]>(`/containers/json?all=1&${filters}`),
    engineRequest<{ Name: string }[]>(`/networks?${filters}`),
  ])
  return [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...networks.map(({ Name }) => `network ${Name}`),
  ]
}
