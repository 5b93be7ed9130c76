import { expect, test } from 'vitest'
import {
  createMember,
  isAnswered,
  journalSettled,
  type Link,
  linkBetween,
  linkName,
  type Member,
  metric,
  NS_PER_MS,
  now,
  openLinks,
  programOf,
  type RunningSystem,
  readyCheck,
  reserveLinks,
  reserveServices,
  type System,
  type SystemContext,
  startHttpProber,
  waitUntil,
} from '../door.ts'
import { eventsOf } from '../journal/events.ts'
import { checkOf, executions } from '../scenario/fixtures/executed.ts'

const { run } = executions('by-hand')

interface Fixtures {
  readonly web: Member
  readonly link: Link
}

const script = `
import { createServer } from 'node:http'
createServer((_, response) => response.end('here')).listen(process.env.PORT, process.env.HOST)
`

/** A web server with a link to it and a prober on that, written without `system()`, by nothing but the door. */
const byHand: System<Fixtures, never> = {
  name: 'by-hand',
  realTime: true,
  hosts: () => 1,
  topology: () => ({
    nodes: [
      { name: 'clients', role: 'clients' },
      { name: 'web', role: 'service' },
    ],
    links: [{ name: linkName('clients', 'web'), from: 'clients', to: 'web' }],
  }),
  standingChecks: [],
  start,
}

async function start(context: SystemContext): Promise<RunningSystem<Fixtures>> {
  const { runtime, journal, signal, seed, runId, factor } = context
  const addresses = await reserveLinks(runtime, [linkName('clients', 'web')])
  const { web: address } = await reserveServices(runtime, ['web'], () => true)
  const command = [process.execPath, '--input-type=module', '-e', script]
  const service = await runtime.start({
    name: 'web',
    program: programOf({ command }, 'web', (text) => text),
    env: { HOST: address.host, PORT: String(address.port) },
    ports: { main: address },
    ready: readyCheck({ tcp: true }),
  })
  const links = await openLinks(runtime, addresses, [{ from: 'clients', to: 'web', upstream: address }], {
    seed,
  })
  const link = linkBetween(links, 'clients', 'web')
  const prober = await startHttpProber({
    probe: 'page',
    targets: [{ host: 'web', address: link.reach, path: '/', headers: {}, expectBody: 'here' }],
    ...{ cadenceMs: 50, timeoutMs: 2_000, journal, env: { GAMEDAY_RUN_ID: runId }, signal },
  })
  const isAnswering = () => {
    const newest = prober.latest.get('web')
    return newest !== undefined && isAnswered(newest)
  }
  return {
    fixtures: { web: createMember(service, factor, signal), link },
    links,
    steady: async (limitMs) => {
      const from = now()
      const ok = await waitUntil(isAnswering, { limitMs, signal })
      const counts = { hosts: 1, answered: Number(ok), tookMs: (now() - from) / NS_PER_MS }
      return { ok, ...counts, ...(!ok && { reason: 'the page is not answered' }) }
    },
    settle: () => journalSettled(signal, prober.settled()),
    broken: prober.failed,
    [Symbol.asyncDispose]: () => prober.stop(50),
  }
}

test('a system written by hand on the door is broken, watched and judged as any other', async () => {
  const { judgement, events } = await run<Fixtures, never>({
    id: 'by-hand/link-cut',
    meta: { system: byHand, broken: {} },
    body: async ({ link, faults, check, time }) => {
      const since = now()
      const cut = await faults.cut(link)
      await time.pass('500ms')
      await cut.heal()
      await time.pass('500ms')
      const outage = metric('client-outage', { since, until: now(), probe: 'page', stat: 'max' })
      check('page away', outage).atMost('20s')
    },
  })
  expect(judgement).toMatchObject({ verdict: 'passed' })
  expect(checkOf(events, 'page away')).toMatchObject({ verdict: 'passed', unit: 'ms' })
  expect(eventsOf(events, 'probe').some(({ ok }) => !ok)).toBe(true)
})
