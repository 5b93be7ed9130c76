import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { containersMissing } from '../fixtures/containers-missing.ts'
import { killHarnesses, removeHarnessFiles, startHarness } from '../fixtures/killed-harness.ts'
import { markedProcesses } from './processes.ts'
import { nothing, sweep } from './sweep.ts'

const { skip, why } = await containersMissing()

/** What the README promises. It runs alone: an engine that serves other tests, too, takes its own time. */
const PROMISED_MS = 5_000

describe('nothing is left 5 s after the harness was killed', () => {
  afterEach(killHarnesses)
  afterAll(removeHarnessFiles)
  it('processes', () => holds('processes'))
  it.skipIf(skip)(`containers${why}`, () => holds('containers'))
})

async function holds(kind: 'processes' | 'containers'): Promise<void> {
  const { child, runId, said, exitCode } = startHarness(kind)
  await said('running')
  child.kill('SIGKILL')
  await exitCode
  await delay(PROMISED_MS)
  expect([...(await markedProcesses()).values()]).not.toContain(runId)
  expect(await sweep(runId)).toEqual(nothing)
}
