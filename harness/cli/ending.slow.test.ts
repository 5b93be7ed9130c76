import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { readJournal } from '../journal/reader.ts'
import { readRunFile } from '../report/run-file.ts'
import { clean } from '../runtime/clean.ts'
import { killQuietly, type Named, treeOf } from '../runtime/fixtures/process-tree.ts'
import { endAll, leftOf, partsOf, startRun } from './testing/started-run.ts'

/** What is promised: nothing is left so long after the end. */
const PROMISED_MS = 5_000

/** A report is there so long after the first signal. */
const REPORT_MS = 7_000

/** More of them: `GAMEDAY_KILLS=100`; of runs on containers: `GAMEDAY_RUNTIME=containers`. */
const kills = Number(process.env.GAMEDAY_KILLS ?? 6)
const runtime = process.env.GAMEDAY_RUNTIME === 'containers' ? 'containers' : 'processes'
/** An engine removes one container after the other, so that several runs at a time would wait for each other. */
const random = runtime === 'containers' ? test : test.concurrent

const systems = [
  'relay/never-comes-back',
  'deploy/rst-mid-answer',
  'log-stream/read-error',
  'webhook/hop-killed',
]

afterAll(endAll)

describe.skipIf(process.platform !== 'linux')('however a run ends', () => {
  test.each([
    ['SIGKILL', 'launcher'],
    ['SIGHUP', 'launcher'],
    ['SIGKILL', 'npm'],
    ['SIGKILL', 'npx'],
    ['SIGTERM', 'npx'],
  ] as const)('%s of the process that was started, the %s, leaves nothing', async (signal, through) => {
    const run = startRun(systems[0]!, { runtime, through })
    await run.journalled()
    const parts = partsOf(run)
    process.kill(run.pid, signal)
    await delay(PROMISED_MS)
    expect(await leftOf(parts)).toEqual([])
  })

  // Not npx: it hands the signal to a shell, and dash keeps it until its command has ended.
  test.each(['launcher', 'npm'] as const)(
    'SIGINT of the process that was started alone, the %s, ends the run as Ctrl-C does',
    async (through) => {
      const run = startRun(systems[0]!, { runtime, through })
      await run.journalled()
      const parts = partsOf(run)
      process.kill(run.pid, 'SIGINT')
      await run.ended
      // npm may be gone before the run is.
      await vi.waitFor(() => expect(existsSync(join(run.out, 'index.html'))).toBe(true), REPORT_MS)
      expect(run.output()).toMatch(/aborting: healing faults/)
      expect(readRunFile(run.out)).toMatchObject({ aborted: true })
      await delay(PROMISED_MS)
      expect(await leftOf(parts)).toEqual([])
    },
  )

  test('Ctrl-C at a terminal counts once, though npm passes it on, too', async () => {
    const run = startRun(systems[0]!, { runtime, through: 'terminal' })
    await run.journalled()
    const parts = partsOf(run)
    run.type('\x03')
    await run.ended
    expect(run.output()).toMatch(/aborting: healing faults/)
    expect(existsSync(join(run.out, 'index.html'))).toBe(true)
    expect(await leftOf(parts)).toEqual([])
  })

  const kinds = ['harness', 'reaper', 'worker', 'launcher', 'group', 'harness and reaper'] as const
  const all = Array.from(
    { length: kills },
    (_, i) =>
      [kinds[i % kinds.length]!, systems[(i + Math.floor(i / kinds.length)) % systems.length]!, i] as const,
  )
  const name = 'SIGKILL at a random moment: %s of %s (%i)'
  random.each(all.filter(([kind]) => kind !== 'harness and reaper'))(name, killedAtRandom)
  // Not beside others: `clean` would remove what a reaper has to.
  test.each(all.filter(([kind]) => kind === 'harness and reaper'))(name, killedAtRandom)
})

async function killedAtRandom(kind: keyof typeof victims, system: string): Promise<void> {
  const run = startRun(system, { runtime })
  await run.journalled()
  const moment = Math.random() * 4_000
  await delay(moment)
  const parts = partsOf(run)
  const { processes } = parts
  const pids = victims[kind](run.pid)
  for (const pid of pids) killQuietly(pid)
  if (kind === 'reaper') process.kill(run.pid, 'SIGINT')
  if (kind === 'reaper' || kind === 'harness and reaper') await run.ended
  else await delay(PROMISED_MS)
  // Whoever waits for the run gets the code of a killed one.
  if (kind === 'harness') expect(await run.ended).toBe(137)
  if (kind === 'harness and reaper') await clean()
  if (kind === 'worker') {
    // A harness goes on without a worker: only what that one started has to end.
    const below = processes.filter(({ pid }) => isBelow(pid, pids, processes))
    expect(await leftOf({ ...parts, runId: '', processes: below, listeners: [] }), `${moment} ms`).toEqual([])
    // It may have nothing more to do, and have ended.
    if (run.running()) process.kill(run.pid, 'SIGTERM')
    await run.ended
  }
  expect(await leftOf(parts), `${moment} ms`).toEqual([])
  const journals = globSync(join(run.out, '**/*.ndjson'))
  expect(journals.length).toBeGreaterThan(0)
  for (const journal of journals) expect(readJournal(journal).events.length).toBeGreaterThan(0)
}

/** Who is killed, all at once. */
const victims = {
  launcher: (pid: number) => [pid],
  harness: (pid: number) => named(pid, 'cli/main.ts run'),
  reaper: (pid: number) => named(pid, 'reaper/main.ts'),
  worker: (pid: number) => named(pid, 'vitest/dist/workers').slice(0, 1),
  'harness and reaper': (pid: number) => [...named(pid, 'reaper/main.ts'), ...named(pid, 'cli/main.ts run')],
  group: (pid: number) => [-pid],
}

function named(root: number, what: string): number[] {
  const found = treeOf(root).filter(({ argv }) => argv.includes(what))
  if (found.length === 0) throw new Error(`no ${what} below ${root}`)
  return found.map(({ pid }) => pid)
}

function isBelow(pid: number, roots: readonly number[], tree: readonly Named[]): boolean {
  const one = tree.find((other) => other.pid === pid)
  return one !== undefined && (roots.includes(pid) || isBelow(one.parent, roots, tree))
}
