import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clean } from '../clean.ts'
import { killHarnesses, removeHarnessFiles, startHarness } from '../fixtures/killed-harness.ts'
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
import { initPostgres, isInstalled, POSTGRES_DATA, realPrograms } from '../fixtures/real-programs.ts'
import { stateOf } from '../proc.ts'
import { findProgram } from '../processes/program.ts'

/** All of these run at the same time. That it takes no more than 5 s is held where nothing runs beside it: promise.slow.test.ts. */
const BUSY_MS = 60_000

const absent = realPrograms.filter((program) => !isInstalled(program))
const hiding = [...realPrograms.filter(isInstalled), 'escapes'] as const

/** What all servers begin with. */
const postgres = mkdtempSync(join(tmpdir(), 'gameday-postgres-'))
beforeAll(() => {
  if (isInstalled('postgres')) initPostgres(postgres)
})

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
      const harness = startHiding('stay', name)
      await harness.said('running')
      const tree = harness.processes()
      harness.child.kill('SIGKILL')
      await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
    },
  )

  it.concurrent('all: nothing is left at a hang-up of the group', async ({ expect }) => {
    const harness = startHiding('stay', hiding.join())
    await harness.said('running')
    const tree = harness.processes()
    process.kill(-harness.pid, 'SIGHUP')
    await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
  })

  it.concurrent('all: clean removes them when harness and reaper die together', async () => {
    const harness = startHiding('stay', hiding.join())
    await harness.said('running')
    const tree = harness.processes()
    process.kill(await harness.reaper, 'SIGKILL')
    harness.child.kill('SIGKILL')
    await harness.exitCode
    const { removed } = await clean()
    expect(removed.map(({ runId }) => runId)).toContain(harness.runId)
    expect(left(harness.token, tree)).toEqual([])
  })

  it.concurrent('all: nothing is left of a worker that dies while the harness goes on', async ({
    expect,
  }) => {
    const harness = startHiding('worker', hiding.join())
    await harness.said('running')
    const [worker] = harness.processes().filter(({ argv }) => argv.includes('fixtures/harness.ts'))
    const tree = treeOf(worker!.pid)
    killQuietly(worker!.pid)
    expect(tree.length).toBeGreaterThanOrEqual(hiding.length)
    await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
    expect(stateOf(harness.pid)?.letter).not.toBe('Z')
  })

  it.concurrent('all: a reaper that is killed is started again', async ({ expect }) => {
    const harness = startHiding('stay', hiding.join())
    await harness.said('running')
    const first = await harness.reaper
    killQuietly(first)
    await expect.poll(() => harness.processes().filter(isReaper), { timeout: 10_000 }).toHaveLength(1)
    const tree = harness.processes()
    const reapers = tree.filter(isReaper)
    expect(reapers.map(({ pid }) => pid)).not.toContain(first)
    harness.child.kill('SIGKILL')
    await expect.poll(() => left(harness.token, tree), { timeout: BUSY_MS }).toEqual([])
    await expect.poll(() => reapers.filter(isThere), { timeout: REAPER_GONE_MS }).toEqual([])
  })

  it.concurrent('all: nothing outlives a run that ends in good order', async () => {
    const harness = startHiding('leave', hiding.join())
    await harness.exitCode
    expect(left(harness.token, [])).toEqual([])
  })

  it.skipIf(!isInstalled('redis-server')).concurrent(
    'redis-server, where there is no prlimit',
    async ({ expect, onTestFinished }) => {
      const PATH = mkdtempSync(join(tmpdir(), 'gameday-path-'))
      onTestFinished(() => rmSync(PATH, { recursive: true }))
      symlinkSync(findProgram('redis-server'), join(PATH, 'redis-server'))
      const harness = startHiding('stay', 'redis-server', { PATH })
      await harness.said('running')
      const tree = harness.processes()
      harness.child.kill('SIGKILL')
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

/** What a failed test has found. */
const leftovers = new Leftovers()
afterAll(() => {
  killHarnesses()
  leftovers.end()
  removeHarnessFiles()
  rmSync(postgres, { recursive: true })
})

/** The shared one with programs that hide: in a group of its own, with a token that is among the arguments of what it starts. */
function startHiding(end: 'stay' | 'leave' | 'worker', names: string, env: NodeJS.ProcessEnv = {}) {
  // A number that `sleep` takes and nobody else uses.
  const token = `3600.${process.pid}${Math.floor(Math.random() * 1e9)}`
  const harness = startHarness('processes', [end, names], {
    env: { TOKEN: token, [POSTGRES_DATA]: isInstalled('postgres') ? postgres : '', ...env },
    detached: true,
  })
  const pid = harness.child.pid!
  return { ...harness, pid, token, processes: () => treeOf(pid) }
}
