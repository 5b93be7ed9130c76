import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MissingPartError } from '../errors.ts'
import { eventsOf } from '../journal/events.ts'
import { readJournal } from '../journal/reader.ts'
import { journalDir } from '../report/layout.ts'
import { lives } from '../runtime/proc.ts'
import type { ScenarioBody, ScenarioMeta } from './define.ts'
import {
  type OneServiceFixtures,
  type OneServiceVariant,
  oneService,
  rememberedLink,
} from './fixtures/one-service.ts'
import { execute } from './run.ts'
import type { Setting } from './setting.ts'

type Meta = ScenarioMeta<OneServiceFixtures, OneServiceVariant>

let runDir = ''
beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'gameday-lifecycle-'))
})
afterEach(() => rmSync(runDir, { recursive: true, force: true }))

const id = 'test/inline'

interface Execution extends Partial<Meta> {
  readonly variant?: string
  readonly abort?: AbortSignal
}

/** Runs a scenario written in the test through the whole lifecycle and reads back what it journalled. */
async function run(
  body: ScenarioBody<OneServiceFixtures>,
  { variant = 'current', abort = new AbortController().signal, ...meta }: Execution = {},
) {
  const setting: Setting = {
    runId: `test-${process.pid}`,
    runDir,
    seed: 1,
    profile: 'compressed',
    runtimes: ['processes'],
    runtimeReason: 'the test asked for it',
    repeat: 1,
    variants: 'all',
    environment: {},
  }
  const scenario = {
    id,
    meta: { title: '', hypothesis: '', source: '', system: oneService(), broken: {}, ...meta },
    body,
  }
  const execution = { scenario, variant, runtime: 'processes' as const, repetition: 1 }
  const judgement = await execute(execution, setting, abort)
  const { events } = readJournal(
    join(journalDir(runDir, { id, variant, runtime: 'processes', repetition: 1 }), 'journal.ndjson'),
  )
  return { ...judgement, events, phases: eventsOf(events, 'phase').map(({ phase }) => phase) }
}

/** Again, as these watch for a second: other tests may have the cores for half of that, and nothing failed or missed is then believed. */
async function runWithCores(body: ScenarioBody<OneServiceFixtures>, execution?: Execution) {
  for (let tries = 1; ; tries++) {
    const ended = await run(body, execution)
    if (tries === 10 || !ended.reason?.includes('too busy to judge')) return ended
    rmSync(runDir, { recursive: true })
  }
}

const exitCodeOf = (service: OneServiceFixtures['service']) => ({
  metric: 'exit-code',
  params: { service: service.name, incarnation: service.started.incarnation },
})

/** Kills and restarts the service: a real fault with real evidence. */
const killAndCheck =
  (expected: number): ScenarioBody<OneServiceFixtures> =>
  async ({ service, ask, faults, check }) => {
    const code = exitCodeOf(service)
    await faults.kill({ service })
    await service.restart()
    await ask()
    check('exit code', code).is(expected)
  }

describe('verdicts of real executions', () => {
  test('passed: the fault acted, the check held, the steady state came back', async () => {
    const { verdict, phases } = await run(killAndCheck(137))
    expect(verdict).toBe('passed')
    expect(phases).toEqual(['setup', 'steady', 'inject', 'recover', 'verify', 'teardown'])
  })

  test('failed: a check broke its limit, and says by what', async () => {
    const { verdict, reason, checks } = await runWithCores(killAndCheck(0))
    expect(verdict).toBe('failed')
    expect(reason).toContain('exit code 137')
    expect(checks).toMatchObject([{ name: 'exit code', observed: 137, limit: 0, verdict: 'failed' }])
  })

  test('a broken variant that fails on the named check is detected', async () => {
    const broken = { broken: { failsOn: ['exit code'] } }
    expect(await run(killAndCheck(0), { variant: 'broken', broken })).toMatchObject({
      verdict: 'failed',
      detected: true,
    })
  })

  test('a broken variant that passes is missed', async () => {
    const broken = { harmless: { failsOn: ['exit code'] } }
    const { detected, reason } = await runWithCores(killAndCheck(137), { variant: 'harmless', broken })
    expect(detected).toBe(false)
    expect(reason).toContain('missed')
  })

  test('inconclusive: a fault without evidence, whatever the checks say', async () => {
    const { verdict, reason } = await run(async ({ service, faults, check }) => {
      await faults.reset(rememberedLink(0))
      check('exit code', exitCodeOf(service)).is(0)
    })
    expect(verdict).toBe('inconclusive')
    expect(reason).toContain('left no evidence')
  })

  test('inconclusive: nothing was broken', async () => {
    expect(await run(async () => {})).toMatchObject({
      verdict: 'inconclusive',
      reason: 'no fault was injected',
    })
  })

  test('inconclusive: no steady state before the fault, and the body does not run', async () => {
    let ran = false
    // The body is gone through once before, to plan its checks; then its signal is aborted.
    const body: ScenarioBody<OneServiceFixtures> = async ({ signal }) => {
      ran ||= !signal.aborted
    }
    const { verdict, reason } = await run(body, { system: oneService({ steady: false }) })
    expect({ verdict, ran }).toEqual({ verdict: 'inconclusive', ran: false })
    expect(reason).toContain('the echo is out of tune')
  })

  test('inconclusive: a check was planned and not made', async () => {
    const { verdict, reason, events } = await run(async (tools) => {
      await killAndCheck(137)(tools)
      if (tools.signal.aborted) tools.check('echo again', exitCodeOf(tools.service)).is(0)
    })
    expect({ verdict, reason }).toEqual({
      verdict: 'inconclusive',
      reason: "check 'echo again' was planned and not made",
    })
    expect(events[1]).toMatchObject({ kind: 'checks-planned', names: ['exit code', 'echo again'] })
  })

  test('inconclusive: the scenario itself threw; its message is the reason', async () => {
    const { verdict, reason } = await run(async () => {
      throw new TypeError('no such relay')
    })
    expect({ verdict, reason }).toEqual({ verdict: 'inconclusive', reason: 'no such relay' })
  })

  test('inconclusive: a probe broke in the middle', async () => {
    const { verdict, reason } = await run(async ({ breakProbes, signal }) => {
      breakProbes(new Error('the prober died'))
      await sleep(60_000, undefined, { signal })
    })
    expect({ verdict, reason }).toEqual({ verdict: 'inconclusive', reason: 'the prober died' })
  })

  test('skipped: a part of the machine is missing', async () => {
    const system = oneService({ failToStart: new MissingPartError('redis-server is missing') })
    expect(await run(async () => {}, { system })).toMatchObject({
      verdict: 'skipped',
      reason: 'redis-server is missing',
    })
  })
})

describe('whatever happens, faults are healed and services end', () => {
  const holdOpen =
    (
      link: ReturnType<typeof rememberedLink>,
      pids: number[],
      onOpen = () => {},
    ): ScenarioBody<OneServiceFixtures> =>
    async ({ service, faults, signal }) => {
      pids.push(service.started.pid)
      await faults.loseCloseFrame(link, { lastMessage: 'bye', closeCode: 4001 })
      // Not while the checks are planned: then nothing is behind the body.
      if (!signal.aborted) onOpen()
      await sleep(60_000, undefined, { signal })
    }

  test('a body that hangs ends at its deadline', async () => {
    const link = rememberedLink(1)
    // The last one: planning the checks goes through the body once with nothing behind it.
    const pids: number[] = []
    // 0 s of scenario time leave only the 10 s of real time that every body has.
    const { verdict, reason } = await run(holdOpen(link, pids), { deadline: '0s' })
    expect(verdict).toBe('inconclusive')
    expect(reason).toContain('the scenario did not end within 10 s')
    expect(link.log).toContain('remove close_frame')
    expect(lives(pids.at(-1)!)).toBe(false)
  })

  test('an abort heals, takes down and says so', async () => {
    const link = rememberedLink(1)
    const pids: number[] = []
    const controller = new AbortController()
    const abort = () => controller.abort(new Error('aborted by the user'))
    const { verdict, reason, events } = await run(holdOpen(link, pids, abort), { abort: controller.signal })
    expect({ verdict, reason }).toEqual({ verdict: 'inconclusive', reason: 'aborted by the user' })
    expect(link.log).toContain('remove after_farewell')
    expect(eventsOf(events, 'fault').map(({ state }) => state)).toEqual(['requested', 'observed', 'healed'])
    expect(lives(pids.at(-1)!)).toBe(false)
  })
})

test('a harness that was not run says so in the journal', async () => {
  const { events } = await run(async ({ service, faults, check }) => {
    await faults.kill({ service })
    await service.restart()
    await sleep(50)
    for (const until = performance.now() + 300; performance.now() < until; );
    await sleep(50)
    check('exit code', { metric: 'exit-code', params: { service: service.name, incarnation: 1 } }).is(137)
  })
  const stalls = eventsOf(events, 'stall').filter(({ who }) => who === 'harness')
  expect(Math.max(...stalls.map(({ ms }) => ms))).toBeGreaterThan(250)
})

describe('nothing starts after the execution is over', () => {
  test('a body that lost the race to a broken probe neither restarts nor breaks anything', async () => {
    const tried: unknown[] = []
    const pids: number[] = []
    const attempt = (what: Promise<unknown>) =>
      what.then(
        () => tried.push('done'),
        (error: Error) => tried.push(error.message),
      )
    const gone = Promise.withResolvers<void>()
    const { verdict, reason } = await run(async ({ service, faults, breakProbes, signal }) => {
      await faults.kill({ service })
      const broken = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => broken.resolve(), { once: true })
      breakProbes(new Error('the prober died'))
      await broken.promise
      // Past the teardown: what it begins now would live on.
      await sleep(1_500)
      await attempt(service.restart().then(({ pid }) => pids.push(pid)))
      await attempt(faults.kill({ service }))
      gone.resolve()
    })
    expect({ verdict, reason }).toEqual({ verdict: 'inconclusive', reason: 'the prober died' })
    await gone.promise
    expect(pids).toEqual([])
    expect(tried).toEqual([
      expect.stringContaining('its execution is over'),
      expect.stringContaining('the execution is over'),
    ])
  })
})
