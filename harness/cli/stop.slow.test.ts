import { spawn } from 'node:child_process'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { eventsIn, upProject } from '../game-day/fixtures/up.ts'
import { eventsOf } from '../journal/events.ts'
import type { Results, ScenarioResult } from '../report/results.ts'
import { type Ended, main, userEnvironment } from './testing/command-line.ts'
import { longProject } from './testing/long-project.ts'
import { leftOf, partsOf } from './testing/started-run.ts'

const project = upProject(longProject())
afterAll(() => rmSync(project.root, { recursive: true, force: true }))

const timeout = 5 * 60_000
let runs = 0

/** A run that goes on. */
function start(...args: string[]) {
  const out = join(project.root, `stopped-${++runs}`)
  const command = [main, 'run', '--no-broken', '--runtime', 'processes', '--out', out, ...args]
  const child = spawn(process.execPath, command, { cwd: project.root, env: userEnvironment() })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => (stdout += text))
  child.stderr.on('data', (text) => (stderr += text))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  /** Until a fault was seen to act. */
  const acting = async () => {
    while (!journalsIn(out).some((text) => /"state":"(acting|observed)"/.test(text))) {
      if (child.exitCode !== null) throw new Error(`it ended too soon: ${stdout}${stderr}`)
      await sleep(50)
    }
  }
  return { pid: child.pid!, out, ended, acting }
}

const journalsIn = (out: string) =>
  globSync('scenarios/**/journal.ndjson', { cwd: out }).map((path) => readFileSync(join(out, path), 'utf8'))

function resultsIn(out: string): readonly ScenarioResult[] {
  return (JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results).scenarios
}

const pageIn = (out: string) => readFileSync(join(out, 'index.html'), 'utf8')

describe.skipIf(process.platform !== 'linux')('a guard', () => {
  test('of a scenario that is passed heals at once, ends it, and says what it saw', { timeout }, async () => {
    const run = start(
      'long/dead',
      '--guard',
      'memory(service=server) < 100 GB',
      '--guard',
      'operations-lost(operation=order, begun=begun, ended=done) < 5',
    )
    await run.acting()
    const parts = partsOf(run)
    const { code, stdout } = await run.ended
    expect(code, stdout).toBe(3)
    const [result] = resultsIn(run.out)
    expect(result).toMatchObject({
      verdict: 'stopped',
      reason: expect.stringMatching(
        /^guard disconnected < 100 %: clients without their connection came to 100 %/,
      ),
      stopped: { by: 'guard', guard: 'disconnected < 100 %', observed: 100, limit: 100, unit: '%' },
    })
    // It would have gone on for two minutes.
    expect(result!.durationMs).toBeLessThan(60_000)
    expect(result!.stopped!.healed.find(({ fault }) => fault.startsWith('latency'))!.afterMs).not.toBeNull()
    const guards = new Map(result!.guards!.map((one) => [one.guard, one]))
    expect(guards.get('disconnected < 100 %')).toMatchObject({ verdict: 'passed', nearest: 100 })
    expect(guards.get('memory(service=server) < 100 GB')).toMatchObject({ verdict: 'kept', unit: 'MB' })
    expect(guards.get('memory(service=server) < 100 GB')!.nearest).toBeGreaterThan(1)
    expect(stdout).toContain('STOPPED: ')
    expect(pageIn(run.out)).toContain('Stopped by a guard')
    expect(await leftOf(parts)).toEqual([])
  })

  test('that is kept stops nothing; how near it came is said, and what was never observed', {
    timeout,
  }, async () => {
    const guards = ['disconnected <= 100 %', 'latency(percentile=50) < 30s', 'failed(probe=nobody) < 5 %']
    const run = start('stall/killed', ...guards.flatMap((guard) => ['--guard', guard]))
    const { code, stdout } = await run.ended
    expect(code, stdout).toBe(0)
    const [result] = resultsIn(run.out)
    expect(result).toMatchObject({ verdict: 'passed' })
    expect(result!.guards).toMatchObject([
      { verdict: 'kept', nearest: 100, spare: 0 },
      { verdict: 'kept', nearest: expect.any(Number), unit: 'ms', limit: 3_000 * 10 },
      { verdict: 'not observed', nearest: null, reason: expect.stringContaining('fewer than 20') },
    ])
    expect(stdout).toMatch(
      /guard failed\(probe=nobody\) < 5 %: never observed in 1 execution, so that nothing was guarded/,
    )
    expect(readFileSync(join(run.out, 'summary.md'), 'utf8')).toContain('## Guards')
    expect(pageIn(run.out)).toContain('not observed')
  })

  test('in a game-day heals, lets nothing more be broken, and people go on to its end', {
    timeout,
  }, async () => {
    const game = await project.up('stall', '--guard', 'disconnected < 100 %')
    await project.run('inject', 'latency', 'clients-server', '--delay', '20ms')
    await project.run('inject', 'kill', 'server')
    const { guard } = await project.until((status) => status.guard.some(({ tripped }) => tripped))
    expect(guard).toMatchObject([{ guard: 'disconnected < 100 %', worst: 100, limit: 100, unit: '%' }])
    await project.until(({ faults }) => faults.length === 0)
    expect(await project.run('inject', 'reset', 'clients-server')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('the guard has stopped this game-day'),
    })
    expect(await project.run('note', 'we talk about it')).toMatchObject({ code: 0 })
    expect(await project.run('end')).toMatchObject({ code: 3, stdout: expect.stringContaining('STOPPED') })
    expect(await game.ended).toMatchObject({ code: 3 })
    expect(eventsOf(eventsIn(game.out), 'stopped')).toHaveLength(1)
  })
})

describe.skipIf(process.platform !== 'linux')('the kill switch', () => {
  test.each(['gameday stop', 'gameday stop FOLDER', 'a file STOP'])(
    '%s heals what runs, starts nothing more, and is a verdict',
    { timeout },
    async (how) => {
      const run = start('long/slow', 'long/dead', '--concurrency', '1')
      await run.acting()
      const parts = partsOf(run)
      if (how === 'a file STOP') writeFileSync(join(run.out, 'STOP'), 'smoke in the server room\n')
      else {
        const stopped = await project.run('stop', ...(how === 'gameday stop' ? [] : [run.out]), '--by', 'ada')
        // Without a folder it is looked for among the project's own reports, where this one is not.
        if (how === 'gameday stop') {
          expect(stopped).toMatchObject({
            code: 64,
            stderr: expect.stringContaining('name the folder of the run'),
          })
          expect(await project.run('stop', run.out, '--by', 'ada', '--json')).toMatchObject({ code: 0 })
        } else
          expect(stopped).toMatchObject({ code: 0, stdout: expect.stringContaining('everything is healed') })
      }
      expect(await run.ended).toMatchObject({ code: 3 })
      const results = resultsIn(run.out)
      expect(results.map(({ verdict }) => verdict)).toEqual(['stopped', 'stopped'])
      const why = how === 'a file STOP' ? 'smoke in the server room' : 'ada, by gameday stop'
      const reasons = results.map(({ reason }) => reason).sort()
      expect(reasons).toEqual([
        `did not run: stopped by the kill switch: ${why}`,
        `stopped by the kill switch: ${why}`,
      ])
      const healed = results.flatMap(({ stopped }) => stopped?.healed ?? [])
      expect(healed).toMatchObject([
        { fault: expect.stringMatching(/^latency/), afterMs: expect.any(Number) },
      ])
      expect(await leftOf(parts)).toEqual([])
      expect(await project.run('stop', run.out)).toMatchObject({
        code: 64,
        stderr: expect.stringContaining('is over'),
      })
    },
  )

  test('ends a harness that is too busy to look, and nothing is left', { timeout }, async () => {
    const run = start('long/busy')
    await run.acting()
    await sleep(2_000)
    const parts = partsOf(run)
    const stopped = await project.run('stop', run.out, '--within', '2', '--by', 'ada')
    expect(stopped).toMatchObject({ code: 2, stdout: expect.stringContaining('its harness was killed') })
    expect(await run.ended).toMatchObject({ code: null })
    expect(await leftOf(parts)).toEqual([])
    expect(await project.run('report', run.out)).toMatchObject({ code: 3 })
    expect(resultsIn(run.out)).toMatchObject([
      { verdict: 'stopped', reason: expect.stringContaining('stopped by the kill switch: ada') },
    ])
  })

  test('ends a game-day with its report', { timeout }, async () => {
    const game = await project.up('stall')
    await project.run('inject', 'latency', 'clients-server', '--delay', '20ms')
    const parts = partsOf({ pid: game.pid, out: game.out })
    expect(await project.run('stop', game.out, '--by', 'ada')).toMatchObject({ code: 0 })
    expect(await game.ended).toMatchObject({ code: 3 })
    expect(eventsOf(eventsIn(game.out), 'fault').at(-1)).toMatchObject({ state: 'healed' })
    expect(await leftOf(parts)).toEqual([])
  })
})
