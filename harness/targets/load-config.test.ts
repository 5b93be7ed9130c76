import { expect, test } from 'vitest'
import type { TargetInput } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { RelayTarget } from '../systems/relay-fleet/target/schema.ts'
import { loadTargets, parseTargets, pickTargets } from './load-config.ts'

const good: TargetInput = {
  relay: { command: ['relay'], ready: { tcp: true } },
  host: { command: ['host'], ready: { log: 'up' }, events: { lines: { registered: /registered/ } } },
  probe: { path: '/{id}' },
  constants: { pingInterval: '1s', backoffCeiling: '1s', drain: '1s', killTimeout: '2s' },
}
const withRedis = { relay: { ...good.relay, env: { REDIS: '{redis.url}' } } }
const where = { shown: 'gameday.config.ts', folder: '/x' }
const parse = (change: object) => parseTargets({ targets: { mine: { ...good, ...change } } }, where)

test('what is left away has its default', () => {
  const target = parse({}).get('mine')!
  expect(target).toMatchObject({
    name: 'mine',
    folder: '/x',
    edge: 'gameday',
    redis: true,
    host: { id: 'host-{n}', per: 'host', max: 50 },
    probe: { method: 'GET', success: { status: 200, body: '', noHeader: 'fly-replay' } },
    closeCodes: { drain: 4001, directoryFailed: 1011 },
  })
})

test.each([
  ['an unknown key', { relais: {} }, 'targets.mine: Unrecognized key: "relais"'],
  ['a duration', { restartDelay: 'soon' }, "targets.mine.restartDelay: write a duration, as in '500ms'"],
  [
    'a service that nobody can run',
    { relay: { ready: { tcp: true } } },
    'targets.mine.relay: give it a command',
  ],
  [
    'a ready check',
    { relay: { ...good.relay, ready: { smell: 1 } } },
    'targets.mine.relay.ready: write { log:',
  ],
  ['a missing part', { constants: { pingInterval: '1s' } }, 'targets.mine.constants.backoffCeiling:'],
  [
    'hosts of which nothing is known',
    { host: { ...good.host, events: undefined } },
    'targets.mine.host.events: report at',
  ],
  ['a token hook', { tokens: { host: 'x' } }, 'targets.mine.tokens.host: write a function'],
  [
    'a dependency that is not there',
    { directory: { redisHash: 'x', owner: '{machineId}', by: 'upstash' } },
    'targets.mine.directory.by: no dependency upstash: there are redis',
  ],
  [
    'a directory that the relay cannot reach',
    { directory: { redisHash: 'x', owner: '{machineId}' } },
    'targets.mine.directory.by: the relay is not told where redis is',
  ],
  [
    'a word that nobody reports',
    { host: { ...good.host, events: { ndjson: 3, reports: ['registered', 'held'] } } },
    "targets.mine.host.events.reports.1: 'held' is reported by nobody: give probe.slowPath",
  ],
  [
    'a name in a template',
    { relay: { ...good.relay, env: { URL: '{redys.url}' } } },
    'targets.mine.relay.env.URL: {redys.url} is unknown: did you mean {redis.url}? There are runId, seed, host,',
  ],
  [
    'a name of another service',
    { relay: { ...good.relay, command: ['relay', '--id={id}'] } },
    'targets.mine.relay.command.1: {id} is unknown',
  ],
  [
    'a name in what clients ask',
    { probe: { path: '/{hostId}', headers: { a: '{token}' } } },
    'targets.mine.probe.path: {hostId} is unknown; there are id, clientToken; targets.mine.probe.headers.a: {token}',
  ],
  [
    'a name in an owner, with which no entry would ever be true',
    { directory: { redisHash: 'x', owner: '{machine}', by: 'redis' }, ...withRedis },
    'targets.mine.directory.owner: {machine} is unknown: did you mean {machineId}?',
  ],
  [
    'a name where none is filled in',
    { relay: { ...good.relay, ready: { http: '/up/{machineId}' } }, health: '/up/{region}' },
    'targets.mine.relay.ready.http: {machineId} is taken as it is: no names are filled in here; targets.mine.health: {region}',
  ],
  [
    'a dependency that calls itself',
    { dependencies: { api: { command: ['api', '{api.url}'], ready: { tcp: true } } } },
    'targets.mine.dependencies.api.command.1: {api.url} is unknown',
  ],
  [
    'a single host beside hosts with a process each',
    { host: { ...good.host, single: { command: ['one'], ready: { log: 'up' } } } },
    'targets.mine.host.single: every host has a process of its own',
  ],
  [
    'a single host that reports less',
    {
      host: {
        ...good.host,
        per: 'fleet',
        single: { command: ['one'], ready: { log: 'up' }, events: { ndjson: 3, reports: ['closed'] } },
      },
    },
    "targets.mine.host.single.events: report 'registered' here, too",
  ],
  [
    'a name in what starts a single host',
    { host: { ...good.host, per: 'fleet', single: { command: ['one', '{hosts}'], ready: { log: 'up' } } } },
    'targets.mine.host.single.command.1: {hosts} is unknown',
  ],
  [
    'a part of what starts a single host',
    {
      host: {
        ...good.host,
        per: 'fleet',
        single: { command: ['one'], ready: { log: 'up' }, stopSignal: 'x' },
      },
    },
    'targets.mine.host.single.stopSignal: write a signal',
  ],
  [
    'hosts of one id',
    { host: { ...good.host, id: 'acme:machine' } },
    "targets.mine.host.id: without {n} all hosts have one id: put the number of the host somewhere, as in 'acme:machine-{n}'",
  ],
  [
    'a field that no host is in',
    { directory: { redisHash: 'x', field: 'tunnel', owner: '{machineId}' }, ...withRedis },
    'targets.mine.directory.field: put {id} where the id of the host stands',
  ],
  [
    'a directory by SQL that is nowhere',
    { directory: { sql: 'select 1', url: '{redis}', owner: '{machineId}' }, ...withRedis },
    'targets.mine.directory.url: begin it with postgres:// or mysql://',
  ],
  [
    'a name in where a directory is',
    { directory: { sql: 'select 1', url: 'postgres://{db}/x', owner: '{machineId}' }, ...withRedis },
    'targets.mine.directory.url: {db} is unknown',
  ],
  [
    'a directory by nothing',
    { directory: { owner: '{machineId}' } },
    'targets.mine.directory: write { redisHash:',
  ],
  [
    'a name in a field',
    { directory: { redisHash: 'x', field: '{id}@{region}', owner: '{machineId}' }, ...withRedis },
    'targets.mine.directory.field: {region} is unknown',
  ],
  [
    'something declared as not reported that is reported',
    { notReported: ['registered'] },
    "targets.mine.notReported.0: 'registered' is reported by the host's events",
  ],
  [
    'a word of notReported',
    { notReported: ['drained'] },
    "targets.mine.notReported.0: 'drained' is no event: did you mean 'drain'?",
  ],
])('%s is refused with its path', (_, change, message) => {
  expect(() => parse(change)).toThrow(UsageError)
  expect(() => parse(change)).toThrow(`gameday.config.ts: ${message}`)
})

test('everything that is wrong is reported at once', () => {
  expect(() => parse({ restartDelay: '1', health: 'x' })).toThrow(/health.*restartDelay/)
})

test('every name that is there may be used', () => {
  const target = parse({
    relay: {
      ...good.relay,
      env: { A: '{machineId} {region} {address} {up.token} {issuer.jwks} {redis} {runId}' },
    },
    host: { ...good.host, command: ['host', '{id}', '{token}', '{dial.url}', '{dial}'] },
    edge: { command: ['edge', '{routes}', '{host}', '{redis.url}'], ready: { tcp: true } },
    dependencies: {
      up: { ship: 'upstash' },
      issuer: { ship: 'token-issuer' },
      api: { command: ['api', '{port}', '{issuer.url}'], ready: { tcp: true } },
    },
    probe: {
      path: '/{id}',
      body: '{"a":{"b":{}},"id":"{id}"}',
      slowPath: '/{id}?{ms}',
      headers: { a: '{clientToken}' },
    },
    directory: { command: ['cli', '{redis.url}', '{seed}'], owner: '{region}:{machineId}' },
  }).get('mine')!
  expect(target.name).toBe('mine')
  const perFleet = { ...good.host, per: 'fleet' as const, command: ['hosts', '{hosts}', '{dial.port}'] }
  expect(parse({ host: perFleet }).size).toBe(1)
  expect(() => parse({ host: { ...perFleet, command: ['hosts', '{id}'] } })).toThrow('{id} is unknown')
  expect(() => parse({ host: { ...good.host, command: ['host', '{hosts}'] } })).toThrow('{hosts} is unknown')
})

test('one mistake that several targets share is reported once', () => {
  const wrong = { ...good, relay: { ...good.relay, env: { URL: '{redys.url}' } } }
  const own = { ...wrong, health: 'x' }
  let message = ''
  try {
    parseTargets({ targets: { before: wrong, after: wrong, other: own } }, where)
  } catch (error) {
    message = (error as Error).message
  }
  expect(message.match(/redys/g)).toHaveLength(1)
  expect(message).toContain('gameday.config.ts: targets.before.relay.env.URL: {redys.url} is unknown')
  expect(message).toContain(' (so in after, other)')
  expect(message).toContain('targets.other.health: begin it with /')
})

test('a target may say of which system it is', () => {
  expect(parse({ system: 'relay-fleet' }).get('mine')).toEqual(parse({}).get('mine'))
  expect(() => parse({ system: 'shop' })).toThrow(
    'targets.mine.system: no targets are of shop: there are those of relay-fleet',
  )
})

test('a target may declare what is not reported of it', () => {
  const target = parse({
    directory: false,
    probe: { path: '/{id}', slowPath: false },
    notReported: ['drain', 'closed.code'],
  })
  expect(target.get('mine')).toMatchObject({ directory: undefined, probe: { slowPath: undefined } })
  expect(target.get('mine')).toMatchObject({ unreported: ['drain', 'closed.code', 'directory', 'held'] })
  expect(parse({}).get('mine')).toMatchObject({ unreported: [] })
})

test('the former names of reports and notReported still work, and are said to be former', () => {
  const target = parse({
    host: { ...good.host, events: { ndjson: 3, tells: ['registered', 'closed.code'] } },
    tellsNot: ['drain'],
  }).get('mine') as RelayTarget
  expect([...target.host.events!.reports]).toEqual(['registered', 'closed', 'closed.code'])
  expect(target.unreported).toEqual(['drain'])
  expect(target.former).toEqual(['tells is called reports', 'tellsNot is called notReported'])
  expect(parse({}).get('mine')!.former).toEqual([])
})

test.each([
  [{ host: { ...good.host, events: { ndjson: 3, tells: ['held'] } } }, 'events.tells.0: '],
  [{ host: { ...good.host, events: { ndjson: 3, tells: [], reports: ['registered'] } } }, 'tells'],
  [{ tellsNot: ['registered'] }, "targets.mine.tellsNot.0: 'registered' is reported by the host's events"],
])('a mistake under a former name is named as it is written', (change, message) => {
  expect(() => parse(change)).toThrow(message)
})

test.each([[undefined], [{}], [{ targets: {} }], [{ targets: { 'Not-Lower': good } }]])(
  '%j is no configuration',
  (config) => {
    expect(() => parseTargets(config, where)).toThrow(UsageError)
  },
)

test('a target that is not described', () => {
  expect(() => pickTargets(parse({}), ['mine', 'yours'])).toThrow('no target "yours": there are mine')
})

test('a file that is not there', async () => {
  await expect(loadTargets('no/such.config.ts')).rejects.toThrow('no/such.config.ts is not there')
})

test('a file that is there', async () => {
  const targets = await loadTargets('harness/targets/fixtures/tiny/gameday.config.ts')
  expect([...targets.keys()]).toEqual([
    'tiny',
    'plain',
    'before',
    'deaf',
    'brief',
    'around',
    'named',
    'patient',
    'careless',
    'leading',
    'unconditional',
    'asking',
    'accepting',
    'herd',
    'eager',
    'slow',
    'slow-wanted',
    'led',
    'unled',
  ])
})
