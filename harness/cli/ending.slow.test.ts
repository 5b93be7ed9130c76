import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { readJournal } from '../journal/reader.ts'
import { clean } from '../runtime/clean.ts'
import { isThere, killQuietly, type Named, treeOf } from '../runtime/fixtures/process-tree.ts'
import { userEnvironment } from './testing/command-line.ts'

const launcher = fileURLToPath(new URL('gameday.mjs', import.meta.url))

/** What is promised: nothing is left so long after the end. */
const PROMISED_MS = 5_000

/** More of them: `GAMEDAY_KILLS=100`. */
const kills = Number(process.env.GAMEDAY_KILLS ?? 6)

const systems = [
  'relay/never-comes-back',
  'deploy/rst-mid-answer',
  'log-stream/read-error',
  'webhook/hop-killed',
]

const folder = mkdtempSync(join(tmpdir(), 'gameday-ending-'))
const toEnd = new Set<number>()
afterAll(() => {
  toEnd.forEach(killQuietly)
  rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(process.platform !== 'linux')('however a run ends', () => {
  test.each(['SIGKILL', 'SIGHUP'] as const)(
    '%s of the process that was started leaves nothing',
    async (signal) => {
      const run = start(systems[0]!)
      await run.journalled()
      const tree = treeOf(run.pid)
      process.kill(run.pid, signal)
      await delay(PROMISED_MS)
      expect(left(tree)).toEqual([])
    },
  )

  test('SIGINT of that process alone, as from CI, reports in 7 seconds', async () => {
    const run = start(systems[0]!)
    await run.journalled()
    const tree = treeOf(run.pid)
    process.kill(run.pid, 'SIGINT')
    expect(await Promise.race([run.ended, delay(7_000, 'late')])).toBe(2)
    expect(existsSync(join(run.out, 'index.html'))).toBe(true)
    await delay(PROMISED_MS)
    expect(left(tree)).toEqual([])
  })

  test('Ctrl-C at a terminal counts once, though npm passes it on, too', async () => {
    const run = start(systems[0]!, { terminal: true })
    await run.journalled()
    const tree = treeOf(run.pid)
    run.type('\x03')
    await run.ended
    expect(run.output()).toMatch(/aborting: healing faults/)
    expect(existsSync(join(run.out, 'index.html'))).toBe(true)
    expect(left(tree)).toEqual([])
  })

  test('SIGKILL of the harness is 137 for whoever waits', async () => {
    const run = start(systems[0]!)
    await run.journalled()
    killQuietly(victims.harness(run.pid)[0]!)
    expect(await run.ended).toBe(137)
  })

  const kinds = ['harness', 'reaper', 'worker', 'launcher', 'group', 'harness and reaper'] as const
  const all = Array.from(
    { length: kills },
    (_, i) =>
      [kinds[i % kinds.length]!, systems[(i + Math.floor(i / kinds.length)) % systems.length]!, i] as const,
  )
  const name = 'SIGKILL at a random moment: %s of %s (%i)'
  test.concurrent.each(all.filter(([kind]) => kind !== 'harness and reaper'))(name, killedAtRandom)
  // Not beside others: `clean` would remove what a reaper has to.
  test.each(all.filter(([kind]) => kind === 'harness and reaper'))(name, killedAtRandom)
})

async function killedAtRandom(kind: keyof typeof victims, system: string): Promise<void> {
  const run = start(system)
  await run.journalled()
  const moment = Math.random() * 4_000
  await delay(moment)
  const tree = treeOf(run.pid)
  const pids = victims[kind](run.pid)
  // A harness goes on without a worker: only what that one started has to end.
  const mine = kind === 'worker' ? tree.filter(({ pid }) => isBelow(pid, pids, tree)) : tree
  for (const pid of pids) killQuietly(pid)
  if (kind === 'reaper') process.kill(run.pid, 'SIGINT')
  if (kind === 'reaper' || kind === 'harness and reaper') await run.ended
  else await delay(PROMISED_MS)
  if (kind === 'harness and reaper') await clean()
  expect(left(mine), `${moment} ms`).toEqual([])
  if (kind === 'worker') {
    // It may have nothing more to do, and have ended.
    if (run.running()) process.kill(run.pid, 'SIGTERM')
    await run.ended
    expect(left(tree)).toEqual([])
  }
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

function left(tree: readonly Named[]): string[] {
  return tree.filter(isThere).map(({ pid, argv }) => {
    toEnd.add(pid)
    return `${pid} ${argv}`
  })
}

function start(scenario: string, { terminal = false } = {}) {
  const out = mkdtempSync(join(folder, 'run-'))
  const args = ['run', scenario, '--no-known-bad', '--runtime', 'processes', '--out', join(out, 'run')]
  // `script` gives its command a terminal.
  const npm = `npm run --silent gameday -- ${args.join(' ')}`
  const [file, ...rest] = terminal
    ? ['script', '-qec', npm, '/dev/null']
    : [process.execPath, launcher, ...args]
  const child = spawn(file!, rest, {
    detached: true,
    env: userEnvironment(),
    cwd: join(launcher, '../../..'),
  })
  toEnd.add(child.pid!)
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
