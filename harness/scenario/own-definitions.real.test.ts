import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readJournal } from '../journal/reader.ts'
import { buildReport } from '../report/build.ts'
import { journalDir } from '../report/layout.ts'
import { RUN_SCHEMA, writeRunFile } from '../report/run-file.ts'
import type { ScenarioBody } from './define.ts'
import { type OneServiceFixtures, oneService } from './fixtures/one-service.ts'
import { blowFuse, litresBoiled } from './fixtures/own-definitions.ts'
import { execute } from './run.ts'

let runDir = ''
const runId = `test-${process.pid}`
const key = { id: 'test/kettle', variant: 'current', runtime: 'processes' as const, repetition: 1 }

beforeAll(async () => {
  runDir = mkdtempSync(join(tmpdir(), 'gameday-own-'))
  const run = { runDir, seed: 1, profile: 'compressed', runtimeReason: 'the test asked for it' } as const
  writeRunFile(runDir, {
    ...{ schema: RUN_SCHEMA, id: runId, runtime: 'processes', factor: 0.1, commit: null, dirty: false },
    ...{ ...run, startedAt: new Date().toISOString(), argv: [], environment: {} },
  })
  const scenario = {
    id: key.id,
    meta: { title: '', hypothesis: 'It boils.', source: '', system: oneService(), broken: {} },
    body: boil,
  }
  await execute(
    { scenario, ...key },
    {
      ...run,
      runId,
      runtimes: ['processes'],
      repeat: 1,
      variants: 'all',
      environment: {},
    },
    new AbortController().signal,
  )
})
afterAll(() => rmSync(runDir, { recursive: true, force: true }))

const boil: ScenarioBody<OneServiceFixtures> = async ({ inject, record, check, ask, time }) => {
  const fault = await inject(blowFuse, 2)
  record({ kind: 'kettle', litres: 1 })
  await time.pass('1s')
  record({ kind: 'kettle', litres: 2 })
  await fault.heal()
  await ask()
  check('kettles boiled', litresBoiled.of({ since: 0 })).is(2)
}

const page = () => readFileSync(join(runDir, 'index.html'), 'utf8')

test('an event, a metric, a fault, a panel and a chart of one file are in journal and report', async () => {
  const { events } = readJournal(join(journalDir(runDir, key), 'journal.ndjson'))
  expect(events.filter(({ kind }) => String(kind) === 'kettle')).toHaveLength(2)
  const { results } = await buildReport(runDir)
  const [result] = results.scenarios
  expect(result).toMatchObject({ verdict: 'passed' })
  expect(result!.checks).toMatchObject([{ name: 'kettles boiled', observed: 2, verdict: 'passed' }])
  expect(events[0]).toMatchObject({ definedIn: ['harness/scenario/fixtures/own-definitions.ts'] })
  for (const part of [
    'The kettle was boiled 2 times',
    'litres in the kettle',
    'kettles boiled, kettles',
    'blow-fuse kettle: it is dark',
    '1 of 1 checks reproduce',
  ])
    expect(page(), part).toContain(part)
})

/** `gameday report` in a process of its own, which has loaded nothing of the reader's. */
const reportAgain = (cwd: string) =>
  execFileSync(process.execPath, [join(import.meta.dirname, '../cli/main.ts'), 'report', runDir], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })

test('a metric of the reader is computed again where its file is', () => {
  reportAgain(join(import.meta.dirname, '../..'))
  expect(page()).toContain('1 of 1 checks reproduce')
  expect(page()).toContain('The kettle was boiled 2 times')
})

test('where its file is not, it stands as recorded, and the report says so', () => {
  reportAgain(runDir)
  expect(page()).toContain('as recorded: nothing here defines its metric litres-boiled')
  expect(page()).toContain('0 of 1 checks reproduce from their 1 journals; 1 stand as recorded')
  expect(page()).not.toContain('The kettle was boiled')
})
