import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ScenarioBody } from '../../scenario/define.ts'
import { checkOf, executions } from '../../scenario/fixtures/executed.ts'
import type { System } from '../../system/system.ts'
import { logStreamer } from './log-streamer.ts'
import type { OtherWeb } from './options.ts'

const { run } = executions('log-streamer')

const otherWeb = (more: Partial<OtherWeb>) =>
  logStreamer({
    folder: join(import.meta.dirname, 'fixtures'),
    web: {
      command: ['node', 'other-web.mjs'],
      env: { HOST: '{host}', PORT: '{port}', KEEPALIVE_MS: '{ms.5000}' },
      ready: { log: /here I am/ },
      page: { path: '/', body: 'nothing to see' },
      ...more,
    },
  })

type Fixtures = ReturnType<typeof logStreamer> extends System<infer F, infer _> ? F : never

/** Clients leave in the middle of a silent stream. */
const body: ScenarioBody<Fixtures> = async ({ streamer, faults, observe, check, precondition, time }) => {
  const { web } = streamer
  // Requests that no fault reaches must be enough to say that none fails.
  const since = await time.pass('60s')
  const streams = await streamer.open({ browsers: 50, job: 'silent' })
  await faults.leave(streams, web)
  const until = await streamer.cleared({ giveUpAfter: '90s' })
  precondition('streams left', observe.left({ since, until })).atLeast(50)
  // Two keep-alives, and what a busy machine takes: what is never noticed is not there yet after ten times as long.
  check('CLOSE_WAIT back to 0', observe.longestIn(web, 'CLOSE_WAIT', { since, until })).atMost('60s')
  check('descriptors over base', observe.descriptorsOverBase(web, until, since)).atMost(5)
}

const meta = (system: ReturnType<typeof logStreamer>) => ({
  system,
  headline: 'CLOSE_WAIT back to 0',
  broken: {
    'keep-alive=none': {
      web: { env: { KEEPALIVE_MS: '' } },
      failsOn: ['CLOSE_WAIT back to 0', 'descriptors over base'],
    },
  },
})

describe('a web server of somebody else', () => {
  const takes = { output: '/said/{job}', finish: '/over/{job}' }
  const system = otherWeb({ stream: '/watch/{job}', takes })

  test('that looks after its clients passes, and what it streams is compared', async () => {
    const { judgement, events } = await run({ id: 'log-stream/kept', meta: meta(system), body })
    expect(judgement.reason ?? '').toBe('')
    expect(judgement.verdict).toBe('passed')
    expect(checkOf(events, 'streams failed without a fault')).toMatchObject({ verdict: 'passed' })
    expect(events.some((event) => event.kind === 'probe' && event.probe === 'log' && event.ok)).toBe(true)
  }, 120_000)

  test('that never writes to who is silent is found out', async () => {
    const { judgement } = await run({
      id: 'log-stream/leaks',
      meta: meta(system),
      body,
      variant: 'keep-alive=none',
    })
    expect(judgement).toMatchObject({ verdict: 'failed', detected: true })
  }, 120_000)

  test('that streams what it likes is held against what sockets tell', async () => {
    const { judgement, events } = await run({
      id: 'log-stream/events',
      meta: meta(otherWeb({ stream: '/watch/everything' })),
      body,
    })
    expect(judgement.reason ?? '').toBe('')
    expect(judgement.verdict).toBe('passed')
    expect(checkOf(events, 'streams failed without a fault')).toBeUndefined()
  }, 120_000)
})
