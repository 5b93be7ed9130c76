import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { RuntimeKind } from '../../journal/events.ts'
import { clean } from '../clean.ts'
import { containersMissing } from '../fixtures/containers-missing.ts'
import { readRuns } from '../runs.ts'
import { RUN_VARIABLE } from '../state.ts'
import { markedProcesses } from './processes.ts'
import { startReaper } from './start.ts'
import { nothing, sweep } from './sweep.ts'

const { skip, why } = await containersMissing()

/** What is promised: nothing is left so long after the harness died. */
const PROMISED_MS = 5_000

describe('processes', () => reaps('processes'))
describe.skipIf(skip)(`containers${why}`, () => reaps('containers'))

function reaps(kind: RuntimeKind): void {
  it('leaves nothing of harnesses killed at different moments while they start services', async () => {
    // From before the first service to after the last, whatever the speed of the machine.
    const moments = [0, 60, 250, 700]
    const reaped = async (moment: number) => {
      const harness = await startHarness(kind)
      await harness.said('starting')
      await delay(moment)
      await expectReaped(harness)
    }
    if (kind === 'processes') await Promise.all(moments.map(reaped))
    // An engine that makes containers for four at once takes longer than promised to make the last one, which nobody can remove before.
    else for (const moment of moments) await reaped(moment)
  })

  it('leaves nothing of a harness killed in mid-run', async () => {
    const harness = await startHarness(kind)
    await harness.said('running')
    await expectReaped(harness)
  })

  it('has nothing to do when the harness ends in good order', async () => {
    const harness = await startHarness(kind, 'leave')
    expect(await harness.exitCode).toBe(0)
    expect(await sweep(harness.runId)).toEqual(nothing)
    expect(isRunning(await harness.reaper)).toBe(false)
    expect((await readRuns()).map(({ runId }) => runId)).not.toContain(harness.runId)
  })

  it('can be made up for by clean, which leaves runs that go on alone', async () => {
    const [dead, living] = await Promise.all([startHarness(kind), startHarness(kind)])
    await Promise.all([dead.said('running'), living.said('running')])
    const reaper = await dead.reaper
    // Both at once: a harness that lives on starts another reaper.
    process.kill(reaper, 'SIGKILL')
    dead.child.kill('SIGKILL')
    await dead.exitCode
    await untilGone(reaper)
    const cleaned = await clean()
    const removed = cleaned.removed.find(({ runId }) => runId === dead.runId)
    expect(removed).toMatchObject(kind === 'processes' ? { processes: 3 } : { containers: 3, networks: 1 })
    expect(cleaned.alive).toContain(living.runId)
    expect(await sweep(dead.runId)).toEqual(nothing)
    await expectReaped(living)
  })
}

it('removes what a dead worker left when the harness itself ends in good order', async () => {
  const runId = `reap-${process.pid}-worker`
  const reaper = await startReaper({ runId })
  const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    env: { ...process.env, [RUN_VARIABLE]: runId },
    stdio: 'ignore',
    detached: true,
  })
  onTestFinished(() => void orphan.kill('SIGKILL'))
  await expect.poll(async () => [...(await markedProcesses()).values()]).toContain(runId)
  await reaper[Symbol.asyncDispose]()
  expect(isRunning(orphan.pid!)).toBe(false)
})

/** Harnesses that a failed test has left; their reapers do the rest. */
const children = new Set<Harness['child']>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

interface Harness {
  readonly child: ChildProcessByStdio<null, Readable, null>
  readonly runId: string
  readonly reaper: Promise<number>
  readonly exitCode: Promise<number | null>
  /** Settles when the harness has printed this line. */
  said(line: string): Promise<void>
}

async function startHarness(kind: RuntimeKind, ...rest: string[]): Promise<Harness> {
  const runId = `reap-${process.pid}-${Math.random().toString(36).slice(2, 8)}`
  const file = join(import.meta.dirname, '..', 'fixtures', 'harness.ts')
  const child = spawn(process.execPath, [file, kind, runId, ...rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const exitCode = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const said = async (line: string) => {
    while (!lines.some((one) => one.startsWith(line))) {
      if (child.exitCode !== null) throw new Error(`the harness ended without saying ${line}`)
      await delay(2)
    }
  }
  const reaper = said('reaper').then(() => Number(lines[0]?.split(' ')[1]))
  return { child, runId, reaper, exitCode, said }
}

/** Kills the harness, lets the promised time pass and looks for anything that is left: the look itself removes nothing first. */
async function expectReaped({ child, runId, exitCode }: Harness): Promise<void> {
  child.kill('SIGKILL')
  await exitCode
  await delay(PROMISED_MS)
  expect([...(await markedProcesses()).values()]).not.toContain(runId)
  expect(await sweep(runId)).toEqual(nothing)
}

async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await delay(5)
}

/** False for a process that has ended, whether or not its parent has waited for it. */
function isRunning(pid: number): boolean {
  // The command line of a zombie is empty.
  return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
}
