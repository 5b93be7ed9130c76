import { expect, test } from 'vitest'
import { missingReport } from '../analysis/capabilities.ts'
import { metricNamed } from '../analysis/metric.ts'
import type { TargetInput } from '../config.ts'
import type { RelayTarget } from '../systems/relay-fleet/target/schema.ts'
import { loadTargets, parseTargets } from '../targets/load-config.ts'
import type { Target } from '../targets/target.ts'
import { loadCatalogue } from './catalogue.ts'
import { rehearse } from './rehearse.ts'
import { refusalAnywhere } from './targets.ts'
import { unreportedChecks } from './unreported-checks.ts'

const described = (await loadTargets('harness/targets/fixtures/tiny/gameday.config.ts')).get('tiny')
const tiny = described as RelayTarget
const catalogue = new Map((await loadCatalogue()).map((scenario) => [scenario.id, scenario]))
const of = (id: string, target: Target = tiny) => unreportedChecks(catalogue.get(id)!, target)

test('what a target reports is enough for', async () => {
  expect(await of('relay/rst')).toEqual([])
  expect(await of('relay/sigterm-drain')).toEqual([])
})

test.each(['relay/sigterm-drain', 'relay/sigint-drain'])(
  '%s asks for the path of a request that is answered late',
  async (id) => {
    const { slowPath: _, ...probe } = tiny.probe
    const unreported = await of(id, { ...tiny, ...{ probe: { ...probe, slowPath: undefined } } })
    expect(unreported).toMatchObject([
      {
        applicable: true,
        reason:
          'not available: target tiny does not declare probe.slowPath, a path that a host answers after {ms} ms',
      },
    ])
    expect(unreported[0]!.checks.some((name) => name.startsWith('pending requests answered (R = 2s'))).toBe(
      true,
    )
  },
)

test('what is declared as not reported makes its checks not applicable', async () => {
  const declared: TargetInput = {
    relay: { command: ['relay'], ready: { tcp: true } },
    host: {
      command: ['host'],
      ready: { log: 'up' },
      max: 100,
      events: { ndjson: 1, reports: ['attempt', 'registered', 'closed.code'] },
    },
    probe: { path: '/{id}', slowPath: false },
    directory: false,
    notReported: ['scheduled', 'drain'],
    constants: { pingInterval: '1s', backoffCeiling: '1s', drain: '1s', killTimeout: '2s' },
  }
  const target = parseTargets({ targets: { mine: declared } }, { shown: 'x', folder: '/' }).get('mine')!
  expect(await of('relay/rst', target)).toMatchObject([
    {
      applicable: false,
      reason: 'not applicable: target mine declares that it does not report scheduled.delayMs',
      checks: expect.arrayContaining(['share of redials in the busiest fifth']),
    },
  ])
  const drain = await of('relay/sigterm-drain', target)
  expect(drain.map(({ applicable, reason }) => [applicable, reason])).toEqual(
    expect.arrayContaining([
      [false, 'not applicable: target mine declares that it does not report drain'],
      [false, 'not applicable: target mine declares probe.slowPath: false'],
      [false, 'not applicable: target mine declares directory: false'],
    ]),
  )
})

test('a target that has images only can be used, and says what else is missing', () => {
  const { command: _, ...relay } = tiny.relay
  const { command: __, ...host } = tiny.host
  const image = { image: 'tiny', argv: ['tiny'] }
  const images = { ...tiny, relay: { ...relay, ...image }, host: { ...host, ...image }, hasCommands: false }
  const refused = (id: string, target: Target) => refusalAnywhere(catalogue.get(id)!, target)
  expect(refused('relay/rst', images)).toBeUndefined()
  expect(refused('relay/rst', tiny)).toBeUndefined()
  for (const target of [images, tiny])
    expect(refused('relay/scale', target)).toBe('target tiny: the scenario needs 1000 hosts, host.max is 100')
})

/** Of services, proxies and probes; no program has to report anything for these. */
const seenByTheHarness = new Set([
  ...['answer-time', 'client-outage', 'other-answers', 'probe-failures', 'probe-latency-rise'],
  ...['exit-code', 'exit-time', 'signals-sent', 'start-time', 'log-lines', 'memory-per-host', 'round-trips'],
  ...['socket-close-time', 'sockets-open', 'memory-over-base', 'descriptors-over-base', 'redis-roles'],
  'bad-certificates-trusted',
  // Whatever an unknown program gives.
  '(unknown)',
])

test('every metric that a scenario names can be computed, and it is known what must be reported for it', async () => {
  const named = new Set<string>()
  for (const scenario of catalogue.values())
    if (scenario.meta.system.refusal)
      await rehearse(scenario, undefined, undefined, (_, { metric }) => void named.add(String(metric)))
  const computed = [...named].filter((metric) => metric !== '(unknown)')
  expect(computed.filter((metric) => !metricNamed(metric))).toEqual([])
  const free = [...named].filter((metric) => !missingReport(metric, {}, { reports: [] }))
  expect(free.filter((metric) => !seenByTheHarness.has(metric))).toEqual([])
})

test('every scenario of the relay catalogue can be gone through so', async () => {
  for (const scenario of catalogue.values())
    if (scenario.meta.system.refusal) await expect(unreportedChecks(scenario, tiny)).resolves.toBeDefined()
})
