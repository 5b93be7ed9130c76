import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { readJournal } from '../journal/reader.ts'
import { journalDir } from '../report/layout.ts'
import type { Execution } from './executions.ts'
import { oneService } from './fixtures/one-service.ts'
import { execute } from './run.ts'

let parent = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gameday-plan-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const scenario: Execution['scenario'] = {
  id: 'test/plan',
  meta: {
    title: '',
    hypothesis: '',
    source: '',
    system: oneService(),
    broken: { broken: { failsOn: [] } },
  },
  body: async ({ faults, service, time }) => {
    for (const _fault of ['first', 'second']) {
      await time.somewhereIn('500ms')
      await using _paused = await faults.pause({ service })
    }
  },
}

let runs = 0

/** What the seed decided in one execution of a run, from its journal. */
async function planOf(seed: number, { variant = 'current', repetition = 1 } = {}) {
  const execution = { scenario, variant, runtime: 'processes' as const, repetition }
  const runDir = join(parent, String(++runs))
  await execute(
    execution,
    {
      runId: `test-${process.pid}`,
      runDir,
      seed,
      profile: 'compressed',
      runtimes: ['processes'],
      runtimeReason: 'the test asked for it',
      repeat: 1,
      variants: 'all',
      environment: {},
    },
    new AbortController().signal,
  )
  const { events } = readJournal(
    join(journalDir(runDir, { id: scenario.id, ...execution }), 'journal.ndjson'),
  )
  expect(eventsOf(events, 'fault').filter(({ state }) => state === 'observed')).toHaveLength(2)
  return eventsOf(events, 'plan').map(({ what, value }) => `${what}: ${value}`)
}

test('two runs of one seed have the same plan: moments of faults and the seed of the system', async () => {
  const plan = await planOf(7)
  expect(plan).toHaveLength(3)
  expect(new Set(plan).size).toBe(3)
  expect(await planOf(7)).toEqual(plan)
})

test('another seed gives another plan, in every choice', async () => {
  const [one, other] = [await planOf(7), await planOf(8)]
  expect(other).toHaveLength(one.length)
  for (const choice of one) expect(other).not.toContain(choice)
})

test('variants and repetitions of one run do not share a plan', async () => {
  const plan = await planOf(7)
  for (const different of [{ variant: 'broken' }, { repetition: 2 }])
    for (const choice of plan) expect(await planOf(7, different)).not.toContain(choice)
})
