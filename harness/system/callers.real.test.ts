import { expect, test } from 'vitest'
import { metric } from '../analysis/metric.ts'
import { now } from '../journal/clock.ts'
import { eventsOf } from '../journal/events.ts'
import type { ScenarioBody } from '../scenario/define.ts'
import { executions } from '../scenario/fixtures/executed.ts'
import { system } from './define-system.ts'
import { http } from './probes/http.ts'
import type { System } from './system.ts'

const { run } = executions('callers')

/** Says which version it is, streams, and writes into its folder. */
const script = `
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
const { HOST, PORT, VERSION, FOLDER } = process.env
mkdirSync(FOLDER, { recursive: true })
writeFileSync(FOLDER + '/version', VERSION)
createServer((request, response) => {
  if (request.url === '/') return response.end(VERSION)
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\\n\\n')
}).listen(PORT, HOST)
`

const streams = system('streams', {
  services: {
    web: {
      command: ['node', '--input-type=module', '-e', script],
      env: { HOST: '{host}', PORT: '{port}', VERSION: 'new', FOLDER: '{folder}' },
      firstLife: { VERSION: 'old' },
      descriptorLimit: (factor) => 100 + factor,
    },
  },
  probes: { page: http({ to: 'web', every: '50ms', realTime: true, answers: 2 }) },
  callers: { readers: { to: 'web', role: 'who reads' } },
  sockets: ['web'],
  hosts: { are: 'reader', count: 3 },
  extend: async (running) => {
    const browsers = running.browsers('readers', 'web')
    const { host, port } = running.reach('web', 'readers')
    const read = () => browsers.open({ browsers: running.hosts, path: '/events', timeoutMs: 10_000 })
    return {
      fixtures: {
        read,
        version: async () => (await fetch(`http://${host}:${port}/`)).text(),
        written: async () =>
          (await running.services.web.service.exec(['cat', `${running.folderOf('web')}/version`])).stdout,
        looked: (more: number) => {
          const { count } = running.sockets('web')
          return running.until(() => running.sockets('web').count >= count + more, '20s')
        },
        fail: running.fail,
      },
    }
  },
})

type Fixtures = typeof streams extends System<infer F, infer _> ? F : never
const meta = { system: streams, broken: {} }

test('callers, browsers, sockets, folders and first lives are there for every system', async () => {
  expect(streams.topology()).toMatchObject({
    nodes: [{ name: 'page' }, { name: 'readers', role: 'who reads' }, { name: 'web' }],
    links: [{ name: 'page-web' }, { name: 'readers-web' }],
  })
  expect([streams.hostsAre, streams.hosts(undefined), streams.hosts(7)]).toEqual(['reader', 3, 7])
  // The body runs twice: a system in real time is rehearsed first.
  let said: string[] = []
  const body: ScenarioBody<Fixtures> = async ({
    read,
    version,
    written,
    looked,
    services,
    link,
    faults,
    check,
  }) => {
    const since = now()
    const { opened } = await read()
    const before = [await version(), await written()]
    await looked(2)
    await faults.reset(link('readers', 'web'))
    await faults.kill(services.web)
    await services.web.restart({ after: '100ms' })
    said = [...before, await version(), await written()]
    const window = { service: 'web', from: since, to: now() }
    check('streams', { metric: 'descriptors-max', params: window }).atMost(101)
    check('opened', metric('descriptors-max', window)).atLeast(opened.length)
  }
  const { judgement, events } = await run({ id: 'test/streams', meta, body })
  expect([judgement.verdict, judgement.reason ?? '']).toEqual(['passed', ''])
  expect(said).toEqual(['old', 'old', 'new', 'new'])
  expect(eventsOf(events, 'stream').filter(({ state }) => state === 'first')).toHaveLength(3)
  expect(eventsOf(events, 'sockets')[0]).toMatchObject({ service: 'web', descriptorLimit: 101 })
}, 60_000)

test('an extension that can no longer tell ends the scenario, inconclusive', async () => {
  const body: ScenarioBody<Fixtures> = async ({ fail, time }) => {
    fail(new Error('the feed was lost'))
    await time.pass('60s')
  }
  const { judgement } = await run({ id: 'test/lost', meta, body })
  expect(judgement).toMatchObject({ verdict: 'inconclusive', reason: 'the feed was lost' })
}, 60_000)
