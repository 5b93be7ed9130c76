import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { RuntimeKind } from '../../journal/events.ts'
import { clean } from '../clean.ts'
import { containersMissing } from '../fixtures/containers-missing.ts'
import {
  isRunning,
  type KilledHarness,
  killHarnesses,
  removeHarnessFiles,
  startHarness,
  untilGone,
} from '../fixtures/killed-harness.ts'
import { readRuns } from '../runs.ts'
import { RUN_VARIABLE } from '../state.ts'
import { markedProcesses } from './processes.ts'
import { startReaper } from './start.ts'
import { nothing, sweep } from './sweep.ts'

const { skip, why } = await containersMissing()

afterEach(killHarnesses)
afterAll(removeHarnessFiles)

describe('processes', () => reaps('processes'))
describe.skipIf(skip)(`containers${why}`, () => reaps('containers'))

function reaps(kind: RuntimeKind): void {
  it('leaves nothing of harnesses killed at different moments while they start services', async () => {
    // From before the first service to after the last, whatever the speed of the machine.
    const moments = [0, 60, 250, 700]
    const reaped = async (moment: number) => {
      const harness = startHarness(kind)
      await harness.said('starting')
      await delay(moment)
      await expectReaped(harness)
    }
    await Promise.all(moments.map(reaped))
  })

  it('leaves nothing of a harness killed in mid-run', async () => {
    const harness = startHarness(kind)
    await harness.said('running')
    await expectReaped(harness)
  })

  it('has nothing to do when the harness ends in good order', async () => {
    const harness = startHarness(kind, ['leave'])
    expect(await harness.exitCode).toBe(0)
    expect(await sweep(harness.runId)).toEqual(nothing)
    expect(isRunning(await harness.reaper)).toBe(false)
    expect((await readRuns()).map(({ runId }) => runId)).not.toContain(harness.runId)
  })

  it('can be made up for by clean, which leaves runs that go on alone', async () => {
    const [dead, living] = [startHarness(kind), startHarness(kind)]
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

/** Kills the harness, waits until its reaper has done what it can, and looks for anything that is left: the look itself removes nothing first. */
async function expectReaped({ child, runId, exitCode, reaper }: KilledHarness): Promise<void> {
  const pid = await reaper
  child.kill('SIGKILL')
  await exitCode
  await untilGone(pid)
  expect([...(await markedProcesses()).values()]).not.toContain(runId)
  expect(await sweep(runId)).toEqual(nothing)
}
