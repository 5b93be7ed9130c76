import { spawn } from 'node:child_process'
import { mkdtempSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { clean } from '../clean.ts'
import {
  everybody,
  isReaper,
  isThere,
  killQuietly,
  Leftovers,
  type Named,
  REAPER_GONE_MS,
  treeOf,
} from '../fixtures/process-tree.ts'
import { isInstalled, realPrograms } from '../fixtures/real-programs.ts'
import { stateOf } from '../proc.ts'
import { findProgram } from '../processes/program.ts'

/** All of these run at the same time. That it takes no more than 5 s is held where nothing runs beside it: promise.slow.test.ts. */
const BUSY_MS = 60_000

const absent = realPrograms.filter((program) => !isInstalled(program))
const hiding = [...realPrograms.filter(isInstalled), 'escapes'] as const

/**
 * Programs that leave the harness nothing to know them by: a title over the environment, another environment, user,
 * session, parent. What is left of them is found here by the arguments that they were given and by the kernel's tree of
 * processes before the end, never by the reaper's own means.
 */
describe.skipIf(process.platform !== 'linux')('programs that hide', () => {
  it.skipIf(absent.length === 0)(`${absent.join(', ') || 'every program'}: not installed`, () => {})

  it.concurrent.for(hiding)(
    '%s: nothing is left of it when the harness is killed',
    async (name, { expect }) => {
      const harness = await startHarness('stay', name)
      await harness.said('running')
      const tree = harness.processes()
      harness.kill('SIGKILL')
      await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
    },
  )

  it.concurrent('all: nothing is left at a hang-up of the group', async ({ expect }) => {
    const harness = await startHarness('stay', hiding.join())
    await harness.said('running')
    const tree = harness.processes()
    process.kill(-harness.pid, 'SIGHUP')
    await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
  })

  it.concurrent('all: clean removes them when harness and reaper die together', async () => {
    const harness = await startHarness('stay', hiding.join())
    await harness.said('running')
    const tree = harness.processes()
    process.kill(await harness.reaper, 'SIGKILL')
    harness.kill('SIGKILL')
    await harness.ended
    const { removed } = await clean()
    expect(removed.map(({ runId }) => runId)).toContain(harness.runId)
    expect(left(harness.token, tree)).toEqual([])
  })

  it.concurrent('all: nothing is left of a worker that dies while the harness goes on', async ({
    expect,
  }) => {
    const harness = await startHarness('worker', hiding.join())
    await harness.said('running')
    const [worker] = harness.processes().filter(({ argv }) => argv.includes('fixtures/harness.ts'))
    const tree = treeOf(worker!.pid)
    killQuietly(worker!.pid)
    expect(tree.length).toBeGreaterThanOrEqual(hiding.length)
    await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
    expect(stateOf(harness.pid)?.letter).not.toBe('Z')
  })

  it.concurrent('all: a reaper that is killed is started again', async ({ expect }) => {
    const harness = await startHarness('stay', hiding.join())
    await harness.said('running')
    const first = await harness.reaper
    killQuietly(first)
    await expect.poll(() => harness.processes().filter(isReaper), { timeout: 10_000 }).toHaveLength(1)
    const tree = harness.processes()
    const reapers = tree.filter(isReaper)
    expect(reapers.map(({ pid }) => pid)).not.toContain(first)
    harness.kill('SIGKILL')
    await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
    await expect.poll(() => reapers.filter(isThere), { timeout: REAPER_GONE_MS }).toEqual([])
  })

  it.concurrent('all: nothing outlives a run that ends in good order', async () => {
    const harness = await startHarness('leave', hiding.join())
    await harness.ended
    expect(left(harness.token, [])).toEqual([])
  })

  it.skipIf(!isInstalled('redis-server')).concurrent(
    'redis-server, where there is no prlimit',
    async ({ expect }) => {
      const PATH = mkdtempSync(join(tmpdir(), 'gameday-path-'))
      symlinkSync(findProgram('redis-server'), join(PATH, 'redis-server'))
      const harness = await startHarness('stay', 'redis-server', { PATH })
      await harness.said('running')
      const tree = harness.processes()
      harness.kill('SIGKILL')
      await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
    },
  )
})

/** Everything of these that is still there, and everything that bears the token. The reaper is no part of what it removes. */
function left(token: string, tree: readonly Named[]): string[] {
  const found = [
    ...tree.filter((one) => isThere(one) && !isReaper(one)),
    ...everybody().filter(({ argv }) => argv.includes(token)),
  ]
  for (const { pid } of found) leftovers.note(pid)
  return [...new Set(found.map(({ pid, argv }) => `${pid} ${argv}`))]
}

/** Harnesses, and what a failed test has found. */
const leftovers = new Leftovers()
afterAll(leftovers.end)

async function startHarness(end: 'stay' | 'leave' | 'worker', names: string, env: NodeJS.ProcessEnv = {}) {
  const id = Math.random().toString(36).slice(2, 8)
  const runId = `hide-${process.pid}-${id}`
  // A number that `sleep` takes and nobody else uses.
  const token = `3600.${process.pid}${Math.floor(Math.random() * 1e9)}`
  const file = join(import.meta.dirname, '..', 'fixtures', 'harness.ts')
  const child = spawn(process.execPath, [file, 'processes', runId, end, names], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TOKEN: token, ...env },
    detached: true,
  })
  leftovers.note(child.pid!)
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  const said = async (line: string) => {
    while (!lines.some((one) => one.startsWith(line))) {
      if (child.exitCode !== null) throw new Error(`the harness ended without saying ${line}`)
      await delay(2)
    }
  }
  const reaper = said('reaper').then(() => Number(lines[0]?.split(' ')[1]))
  return {
    ...{ pid: child.pid!, runId, token, reaper, ended, said },
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    processes: () => treeOf(child.pid!),
  }
}
