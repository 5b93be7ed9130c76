import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { parseJournal } from '../journal/reader.ts'
import type { Results } from '../report/results.ts'
import { type Ended, gameday } from './testing/command-line.ts'

const config = fileURLToPath(new URL('../targets/fixtures/tiny/gameday.config.ts', import.meta.url))

let folder = ''
let ended: Ended
let results: Results

/** One run of five targets: a program in two versions, hosts that see no errors, clients that ask where nobody listens, hosts that end in the middle. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gameday-targets-'))
  ended = await gameday([
    ...[
      'run',
      'relay/rst',
      'relay/silent-blackhole',
      '--runtime',
      'processes',
      '--hosts',
      '10',
      '--seed',
      '11',
    ],
    ...['--target', 'before,tiny,plain,deaf,brief', '--config', config, '--out', join(folder, 'run')],
  ])
  results = JSON.parse(readFileSync(join(folder, 'run', 'results.json'), 'utf8'))
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const resultOf = (id: string, variant: string) =>
  results.scenarios.find((result) => result.id === id && result.variant === variant)!
const eventsFrom = (id: string, variant: string): readonly JournalEvent[] => {
  const path = join(folder, 'run', resultOf(id, variant).journal)
  return parseJournal(readFileSync(path), path).events
}

test('a program that is not ours holds the limits that follow from its own constants', () => {
  const result = resultOf('relay/rst', 'tiny')
  expect([result.verdict, result.reason]).toEqual(['passed', undefined])
  const check = eventsOf(eventsFrom('relay/rst', 'tiny'), 'check').find(({ name }) =>
    /^after RST/.test(name),
  )!
  // 2.5 times the base delay that it declares, and the dialling as measured.
  expect(check).toMatchObject({ design: 500, limit: 500 + check.work!.ms })
  expect(results.run.profile).toBe('production')
  expect(ended.stdout).toMatch(/executions in real time: about/)
})

test('hosts that see no error of a reset are believed, as the proxy counted it', () => {
  const result = resultOf('relay/rst', 'plain')
  expect([result.verdict, result.reason]).toEqual(['passed', undefined])
  expect(result.checks.find(({ name }) => name === 'hosts whose tunnel was reset')).toMatchObject({
    observed: 10,
    verdict: 'passed',
  })
  const events = eventsFrom('relay/rst', 'plain')
  expect(eventsOf(events, 'host').filter(({ error }) => error === 'ECONNRESET')).toEqual([])
  expect(eventsOf(events, 'unplaced')).toEqual([])
})

test('of two versions the one that is slower than its constants fails, beside the other', () => {
  const result = resultOf('relay/rst', 'before')
  expect(result.verdict).toBe('failed')
  // The watch ends when the limit is broken for certain.
  const { observed, atLeast = 0, limit } = result.checks.find(({ name }) => /^after RST/.test(name))!
  expect(observed ?? atLeast).toBeGreaterThan(limit)
  expect(ended.code).toBe(1)
})

test('a target that is not healthy before the fault is unknown, with the reason, and never failed', () => {
  const result = resultOf('relay/rst', 'deaf')
  expect(result.verdict).toBe('inconclusive')
  expect(result.reason).toMatch(/no steady state before the fault: .*of 10 hosts 10 registered.* 0 answered/)
  expect(eventsOf(eventsFrom('relay/rst', 'deaf'), 'fault')).toEqual([])
})

test('a host program that ends by itself leaves nothing to be known of its hosts', () => {
  const { verdict, reason } = resultOf('relay/rst', 'brief')
  expect(verdict).toBe('inconclusive')
  expect(reason).toContain('hosts ended by itself with code 3; its last line: that was enough')
})

test('what is inconclusive is attempted again where that is asked for, and what failed is not', async () => {
  const out = join(folder, 'retried')
  const { code, stdout } = await gameday([
    ...['run', 'relay/rst', '--runtime', 'processes', '--hosts', '10', '--seed', '11'],
    ...['--target', 'before,brief', '--config', config, '--retry-inconclusive', '2', '--out', out],
  ])
  const { scenarios }: Results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
  const ended = expect.stringContaining('hosts ended by itself')
  expect(
    scenarios.map(({ variant, verdict, earlierAttempts }) => [variant, verdict, earlierAttempts]),
  ).toEqual([
    ['before', 'failed', undefined],
    ['brief', 'inconclusive', [ended, ended]],
  ])
  const journals = globSync('{.,attempts/*}/scenarios/*/*/*/*/journal.ndjson', { cwd: out })
  expect(journals.toSorted()).toEqual([
    'attempts/1/scenarios/relay__rst/brief/processes/1/journal.ndjson',
    'attempts/2/scenarios/relay__rst/brief/processes/1/journal.ndjson',
    'scenarios/relay__rst/before/processes/1/journal.ndjson',
    'scenarios/relay__rst/brief/processes/1/journal.ndjson',
  ])
  expect([code, stdout]).toEqual([1, expect.stringContaining('1 inconclusive: attempt 3, one at a time')])
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('attempt 2 was inconclusive: hosts ended')
}, 120_000)

test('a scenario that needs what a target does not have is skipped with the reason', () => {
  expect(resultOf('relay/silent-blackhole', 'tiny')).toMatchObject({
    verdict: 'skipped',
    reason: 'target tiny: it does not declare constants.watchdog and constants.watchdogCheck',
  })
})

test('targets stand side by side in one report, with one seed and one plan', () => {
  const plans = ['before', 'tiny', 'deaf'].map(
    (variant) => eventsOf(eventsFrom('relay/rst', variant), 'plan')[0]!.value,
  )
  expect(new Set(plans).size).toBe(1)
  const page = readFileSync(join(folder, 'run', 'index.html'), 'utf8')
  expect(page).not.toContain('<h3>Broken variants')
})

test("an edge and a directory command of the target's own, and an API that answers as scripted", async () => {
  const out = join(folder, 'around')
  const { code, stdout } = await gameday([
    ...['run', 'relay/close-frame-lost', 'relay/sigkill-stale-directory', '--runtime', 'processes'],
    ...['--target', 'around', '--config', config, '--retry-inconclusive', '2', '--out', out],
  ])
  const { scenarios }: Results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
  // With the reason, so that a verdict that another program of the machine made inconclusive says so.
  expect(scenarios.map(({ id, variant, verdict, reason }) => [id, variant, verdict, reason])).toEqual([
    ['relay/close-frame-lost', 'around', 'passed', undefined],
    ['relay/sigkill-stale-directory', 'around', 'passed', undefined],
  ])
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 current versions held every limit')])
}, 120_000)

test('clients follow a replay header of the target, or get the answer that has it', async () => {
  const out = join(folder, 'replays')
  await gameday([
    ...['run', 'relay/close-frame-lost', '--runtime', 'processes', '--hosts', '10', '--seed', '11'],
    ...['--target', 'led,unled', '--config', config, '--out', out],
  ])
  const { scenarios }: Results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
  const probesOf = (variant: string) => {
    const path = join(out, scenarios.find((result) => result.variant === variant)!.journal)
    return eventsOf(parseJournal(readFileSync(path), path).events, 'probe')
  }
  const followed = probesOf('led')
  // The relay sends every second request around, so each host that was asked often enough met a replay.
  expect(followed.filter(({ ok, path }) => ok && /^(relay-\d)>\1$/.test(path ?? '')).length).toBeGreaterThan(
    0,
  )
  expect(followed.filter(({ error }) => error === 'replay-header')).toEqual([])
  const taken = probesOf('unled')
  expect(taken.filter(({ error }) => error === 'replay-header').length).toBeGreaterThan(0)
  expect(taken.filter(({ path }) => path?.includes('>'))).toEqual([])
}, 120_000)

test('what a target cannot do is told before anything starts', async () => {
  const bad = (...args: string[]) => gameday(['run', ...args, '--config', config])
  expect(await bad('--target', 'tiny', '--profile', 'compressed')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('cannot be compressed'),
  })
  expect(await bad('--target', 'none')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining(
      'no target "none": there are tiny, plain, before, deaf, brief, around, named, patient, careless, leading, unconditional, asking, accepting, herd, eager, slow, slow-wanted, led, unled',
    ),
  })
  expect(await gameday(['run', '--target', 'tiny', '--config', 'nowhere.ts'])).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('nowhere.ts is not there'),
  })
})

test('list says which scenarios a target can be used for', async () => {
  const { stdout } = await gameday(['list', '--target', 'tiny', '--config', config])
  expect(stdout).toContain('relay/sigint-drain')
  expect(stdout).toContain('skipped: target tiny: the scenario needs 1000 hosts, host.max is 100')
  expect(stdout).not.toContain('webhook/')
  expect(stdout).not.toContain('broken')
})
