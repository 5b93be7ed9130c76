import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ScenarioBody } from '../../scenario/define.ts'
import { checkOf, executions } from '../../scenario/fixtures/executed.ts'
import type { System } from '../../system/system.ts'
import type { HopReports, OtherReceiver } from './options.ts'
import { webhookDelivery } from './webhook-delivery.ts'

const { run: execution, folder: runDir } = executions('webhook')

const folder = join(import.meta.dirname, 'fixtures')

const needed: HopReports = {
  accepted: /took (?<delivery>\S+)/,
  delivered: /done with (?<delivery>\S+)/,
}
const everything: HopReports = {
  ...needed,
  attempt: /trying (?<delivery>\S+)/,
  failed: /no luck with (?<delivery>[^:]+): (?<reason>.+)/,
}

/** The system with somebody else's hop. @param name of what it keeps its queue in */
const otherHop = (name: string, reports: HopReports, receiver?: OtherReceiver) =>
  webhookDelivery({
    folder,
    hop: {
      command: ['node', 'other-hop.mjs'],
      env: {
        HOST: '{host}',
        PORT: '{port}',
        FAR_END: '{nginx.url}/hooks',
        QUEUE: join(runDir(), name),
        ATTEMPT_MS: '{ms.4000}',
      },
      ready: { log: /ready/ },
      path: '/from-the-forge',
      reports,
    },
    ...(receiver && { receiver }),
  })

type Fixtures = ReturnType<typeof webhookDelivery> extends System<infer F, infer _> ? F : never

/** Kills the hop in the middle of its work. */
const body: ScenarioBody<Fixtures> = async ({ webhooks, faults, observe, check, precondition }) => {
  const stuck = await faults.hang(webhooks.farLink)
  const load = webhooks.load({ every: '50ms' })
  await webhooks.midDelivery({ queued: 5 })
  await faults.kill(webhooks.hop)
  await webhooks.hop.restart({ after: '1s' })
  await stuck.heal()
  const sent = await load.stop()
  await webhooks.drained({ giveUpAfter: '90s' })
  precondition('acknowledged', observe.acknowledged(sent)).atLeast(5)
  precondition('kills in mid-delivery', observe.endsMidDelivery(webhooks.hop, sent)).is(1)
  check('acknowledged and lost', observe.acknowledgedLost(sent)).is(0)
  check('dead letters without a reason', observe.deadLetters(sent, 'missing')).is(0)
}

const broken = {
  'queue=memory': { hop: { env: { KEEPS: 'no' } }, failsOn: ['acknowledged and lost'] },
}

const run = (id: string, system: ReturnType<typeof webhookDelivery>, variant = 'current') =>
  execution({
    id: `webhook/${id}`,
    meta: { system, broken, headline: 'acknowledged and lost' },
    body,
    variant,
  })

describe('a hop of somebody else', () => {
  test('that reports its attempts loses nothing, and what it does not report is left out', async () => {
    const { judgement, events } = await run('told', otherHop('told', everything))
    expect(judgement.reason ?? '').toBe('')
    expect(judgement.verdict).toBe('passed')
    expect(checkOf(events, 'kills in mid-delivery')).toMatchObject({ observed: 1 })
    expect(checkOf(events, 'arrived otherwise than sent')).toMatchObject({ verdict: 'passed' })
    expect(checkOf(events, 'dead letters without a reason')).toMatchObject({
      notApplicable: true,
      reason: 'not applicable: the system declares that it does not report dead-letters',
    })
  }, 90_000)

  test('that keeps its queue in memory is found out', async () => {
    const { judgement } = await run('memory', otherHop('memory', everything), 'queue=memory')
    expect(judgement).toMatchObject({ verdict: 'failed', detected: true })
  }, 90_000)

  test('that reports the least, with a receiver of its own behind it', async () => {
    const builds = join(runDir(), 'builds')
    const system = otherHop('least', needed, {
      command: ['node', 'other-receiver.mjs'],
      env: { HOST: '{host}', PORT: '{port}', BUILDS: builds },
      reports: { effect: /building (?<delivery>\S+)/ },
      builds: { command: ['cat', builds], match: /^(?<id>.+)$/ },
    })
    const { judgement, events } = await run('least', system)
    expect(judgement.reason ?? '').toBe('')
    expect(judgement.verdict).toBe('passed')
    for (const name of [
      'kills in mid-delivery',
      'attempts failed without a fault',
      'arrived otherwise than sent',
    ])
      expect(checkOf(events, name), name).toMatchObject({ notApplicable: true })
    expect(events.findLast(({ kind }) => kind === 'store-read')).toMatchObject({ store: 'builds' })
  }, 90_000)
})

test('a hop that is not told where to deliver is refused', () => {
  expect(() => webhookDelivery({ hop: { command: ['hop'], reports: needed } })).toThrow(
    'it is not told where to send: mention {nginx.url}',
  )
})
