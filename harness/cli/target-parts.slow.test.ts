import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { parseJournal } from '../journal/reader.ts'
import type { Results } from '../report/results.ts'
import { gameday } from './testing/command-line.ts'

const config = fileURLToPath(new URL('../targets/fixtures/tiny/gameday.config.ts', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gameday-target-parts-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Result = Results['scenarios'][number] & { readonly events: readonly JournalEvent[] }

/** Runs one scenario with these targets, again what a busy machine made inconclusive. @returns what came of it, by target */
async function run(scenario: string, targets: string, hosts = 10) {
  const out = join(folder, targets)
  const { code } = await gameday([
    ...['run', scenario, '--runtime', 'processes', '--hosts', String(hosts), '--seed', '11'],
    ...['--target', targets, '--config', config, '--retry-inconclusive', '2', '--out', out],
  ])
  const { scenarios } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results
  const results = scenarios.map((result): [string, Result] => {
    const path = join(out, result.journal)
    return [result.variant, { ...result, events: parseJournal(readFileSync(path), path).events }]
  })
  return {
    code,
    results: Object.fromEntries(results),
    page: readFileSync(join(out, 'index.html'), 'utf8'),
  }
}

test('hosts have the ids that a target gives them, in its programs, its directory and the report', async () => {
  const { results, page } = await run('relay/rst', 'named')
  const { checks, events } = results.named!
  // A busy machine may leave one inconclusive.
  expect(checks.filter(({ verdict }) => verdict === 'failed')).toEqual([])
  const ids = Array.from({ length: 10 }, (_, index) => `acme:machine/${index + 1}`).sort()
  const hostsOf = (all: readonly { readonly host: string }[]) =>
    [...new Set(all.map(({ host }) => host))].sort()
  expect(hostsOf(eventsOf(events, 'host'))).toEqual(ids)
  expect(hostsOf(eventsOf(events, 'probe').filter(({ ok }) => ok))).toEqual(ids)
  const entries = eventsOf(events, 'directory').flatMap(({ set }) => Object.keys(set))
  expect([...new Set(entries)].sort()).toEqual(ids)
  expect(page).toContain('acme:machine/10')
}, 120_000)

test('a slow version passes by what it is built with, and fails by what is wanted', async () => {
  const { results, page, code } = await run('relay/killed-while-draining', 'slow,slow-wanted')
  const back = (target: string) => results[target]!.checks.find(({ name }) => name === 'after listening max')!
  expect(back('slow')).toMatchObject({ verdict: 'passed' })
  expect(back('slow').limit).toBeGreaterThanOrEqual(8_500)
  // Slow, and not away for ever: the wait goes by what it is built with.
  expect(back('slow-wanted')).toMatchObject({ verdict: 'failed', observed: expect.any(Number) })
  expect(back('slow-wanted').observed).toBeGreaterThan(back('slow-wanted').limit)
  expect([results.slow!.remarks, results['slow-wanted']!.remarks]).toEqual([
    undefined,
    ['backoffCeiling: 1s wanted, 8s as built'],
  ])
  expect(page).toContain('backoffCeiling: 1s wanted, 8s as built')
  expect(code).toBe(1)
}, 240_000)

test('a rollback that takes the entry of the next tunnel is found, from outside of the programs', async () => {
  const { results, code } = await run('relay/register-rollback-race', 'patient,careless', 5)
  const missing = (target: string) =>
    results[target]!.checks.find(({ name }) => name === 'live tunnel missing from the directory')!
  const raced = (target: string) =>
    results[target]!.checks.find(({ name }) => name === 'successors that came within the write')!
  for (const target of ['patient', 'careless']) {
    expect(raced(target), target).toMatchObject({ verdict: 'passed', precondition: true })
    expect(raced(target).observed).toBeGreaterThanOrEqual(1)
  }
  expect(missing('patient')).toMatchObject({ verdict: 'passed' })
  expect(missing('careless')).toMatchObject({ verdict: 'failed' })
  expect([results.careless!.verdict, code]).toEqual(['failed', 1])
}, 240_000)

/** Checks and preconditions by name, of one target. */
const checkOf = (results: Record<string, Result>, target: string, name: string) =>
  results[target]!.checks.find((check) => check.name === name)!

test('a late close that takes the entry of the next tunnel is found, by a second program with the same id', async () => {
  const { results, code } = await run('relay/last-write-wins', 'leading,unconditional', 6)
  for (const target of ['leading', 'unconditional'])
    expect(checkOf(results, target, 'second tunnels'), target).toMatchObject({ observed: 3 })
  for (const name of [
    'live tunnel missing from the directory',
    'tunnels lost',
    'failed probes after the switch',
  ])
    expect(checkOf(results, 'leading', name), name).toMatchObject({ verdict: 'passed' })
  expect(checkOf(results, 'unconditional', 'live tunnel missing from the directory')).toMatchObject({
    verdict: 'failed',
  })
  const asked = eventsOf(results.leading!.events, 'probe').filter(({ host }) => /^host-[789]$/.test(host))
  expect(asked.length).toBeGreaterThan(30)
  expect([results.unconditional!.verdict, code]).toEqual(['failed', 1])
}, 240_000)

test('a relay that takes hosts on while it drains is found, with handshakes that the proxy kept back', async () => {
  const { results, code } = await run('relay/register-while-draining', 'asking,accepting', 6)
  for (const target of ['asking', 'accepting'])
    for (const name of ['dials under way at the signal', 'dials that came while draining'])
      expect(checkOf(results, target, name), `${target}: ${name}`).toMatchObject({ verdict: 'passed' })
  for (const name of ['tunnels accepted after the signal', 'entries at exit'])
    expect(checkOf(results, 'asking', name), name).toMatchObject({ verdict: 'passed' })
  expect(checkOf(results, 'accepting', 'tunnels accepted after the signal')).toMatchObject({
    verdict: 'failed',
  })
  const slowed = eventsOf(results.asking!.events, 'fault').filter(({ target }) => target === 'relay-1-api')
  expect(slowed.map(({ state }) => state)).toContain('observed')
  expect([results.accepting!.verdict, code]).toEqual(['failed', 1])
}, 240_000)

test('hosts that come back as a herd are found, turned away in the proxy', async () => {
  const { results } = await run('relay/ping-timeout-herd', 'asking,herd,eager', 100)
  for (const name of ['share of the first wave in the busiest fifth', 'most dials at once'])
    expect(checkOf(results, 'asking', name), name).toMatchObject({ verdict: 'passed' })
  expect(checkOf(results, 'herd', 'share of the first wave in the busiest fifth')).toMatchObject({
    verdict: 'failed',
  })
  expect(checkOf(results, 'eager', 'most dials at once')).toMatchObject({ verdict: 'failed' })
}, 240_000)
