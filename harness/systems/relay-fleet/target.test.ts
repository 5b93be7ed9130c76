import { expect, test } from 'vitest'
import type { TargetInput } from '../../config.ts'
import { MissingPartError } from '../../errors.ts'
import { parseTargets } from '../../targets/load-config.ts'
import { type FleetSize, fleetOptions } from './options.ts'
import type { RelayTarget } from './target/schema.ts'
import { remarksOf, targetFacts, wantedRemarks } from './target-facts.ts'
import { refusalOf } from './target-refusal.ts'
import { reportsOf } from './target-reports.ts'
import { dependencyValues, reachedBy } from './target-values.ts'
import { fleetTopology } from './topology.ts'

const events = { lines: { registered: /registered/, closed: /closed (?<code>\d+)/ } }
const base: TargetInput = {
  relay: { command: ['relay'], ready: { tcp: true } },
  host: { command: ['host'], ready: { log: 'up' }, events, max: 20 },
  probe: { path: '/{id}' },
  constants: { pingInterval: '1s', backoffCeiling: '1s', drain: '1s', killTimeout: '2s' },
}
const target = (more: Partial<TargetInput> = {}) =>
  parseTargets({ targets: { mine: { ...base, ...more } } }, { shown: 'x', folder: '/' }).get(
    'mine',
  ) as RelayTarget
const refusal = (size: FleetSize, more: Partial<TargetInput> = {}, hosts = 5) =>
  refusalOf(target(more), fleetOptions(size), hosts, 'processes')

test('a fleet that asks for nothing special is had with any target', () => {
  expect(refusal({})).toBeUndefined()
  expect(refusal({ relays: 3, pinned: 1, hostProcesses: 2, weighed: true, usesRedis: true })).toBeUndefined()
})

test.each<[string, FleetSize, Partial<TargetInput>]>([
  ['does not declare health', { smokeTest: true }, {}],
  ['without the Redis of the run', { usesRedis: true }, { redis: false }],
  ['a host in two places', { hostProcesses: 2 }, { host: { ...base.host, per: 'fleet', single: false } }],
  [
    'no host can come later',
    { needs: ['late-hosts'] },
    { host: { ...base.host, per: 'fleet', single: false } },
  ],
  ["do not report 'upgraded'", { needs: ['second-tunnels'] }, {}],
  ['constants.pingTimeout', { needs: ['ping-timeout'] }, {}],
  ['no event of a target reports requests', { needs: ['requests-by-name'] }, {}],
  ['drainMessage', { needs: ['farewell'] }, {}],
  ['closeCodes.outOfDescriptors', { needs: ['out-of-descriptors'] }, {}],
  ['constants.watchdog', { needs: ['watchdog'] }, {}],
  ['whom to trust', { tls: true }, {}],
  ['directory.leave', { needs: ['stale-entries'] }, {}],
  ['relay has no command', {}, { relay: { image: 'x', argv: ['y'], ready: { tcp: true } } }],
])('%s', (reason, size, more) => {
  expect(refusal(size, more)).toMatch(/^target mine: /)
  expect(refusal(size, more)).toContain(reason)
})

test('what is declared is no reason', () => {
  expect(refusal({ smokeTest: true }, { health: '/up' })).toBeUndefined()
  expect(refusal({ needs: ['farewell'] }, { drainMessage: 'bye' })).toBeUndefined()
  const timed = { ...base.constants, watchdog: '3s', watchdogCheck: '1s' } as const
  expect(refusal({ needs: ['watchdog'] }, { constants: timed })).toBeUndefined()
})

test('one process for all hosts is no reason: those that come later get one of their own', () => {
  const fleet = { ...base.host, per: 'fleet' } as const
  const single: { command: string[]; ready: { log: string } } = {
    command: ['one', '{id}'],
    ready: { log: 'up' },
  }
  for (const host of [fleet, { ...fleet, single }]) {
    expect(refusal({ needs: ['late-hosts'], hostProcesses: 2 }, { host })).toBeUndefined()
  }
  const host = { ...fleet, image: 'x', argv: ['x'], single }
  const relay = { ...base.relay, image: 'x' }
  expect(refusalOf(target({ host, relay }), fleetOptions({}), 5, 'containers')).toBe(
    'target mine: host.single has no image, which the containers runtime needs',
  )
})

test('more hosts than fit, and programs that the runtime cannot start', () => {
  expect(refusal({}, {}, 21)).toBe('target mine: the scenario needs 21 hosts, host.max is 20')
  expect(refusalOf(target(), fleetOptions({}), 5, 'containers')).toBe(
    'target mine: relay has no image, which the containers runtime needs',
  )
})

test('on which relay a tunnel is may be reported by either side, or be plain', () => {
  const behindEdge = fleetOptions({ relays: 2 })
  expect(reportsOf(target(), behindEdge)).not.toContain('relay')
  expect(reportsOf(target(), fleetOptions({}))).toContain('relay')
  const byRelay = { relay: { ...base.relay, events: { lines: { registered: /took (?<host>\S+)/ } } } }
  expect(reportsOf(target(byRelay), behindEdge)).toContain('relay')
  const byHost = { host: { ...base.host, events: { lines: { registered: /at (?<relay>\S+)/ } } } }
  expect(reportsOf(target(byHost), behindEdge)).toContain('relay')
})

test('what is reported', () => {
  expect(reportsOf(target(), fleetOptions({}))).toEqual(['registered', 'closed', 'closed.code', 'relay'])
  const relay = { ...base.relay, env: { REDIS: '{redis.url}' } }
  const more = {
    relay,
    directory: { redisHash: 'x', owner: '{machineId}' },
    probe: { path: '/', slowPath: '/{ms}' },
  }
  expect(reportsOf(target(more), fleetOptions({}))).toEqual(expect.arrayContaining(['directory', 'held']))
})

test('limits follow from what is declared; what is not skips whoever asks', () => {
  const { constants, limits, phases, closeCodes } = targetFacts(target({ closeCodes: { drain: 4100 } }))
  expect([limits.reconnect, limits.exit, phases.short, closeCodes]).toEqual([
    '1500ms',
    '1s',
    '1s',
    { drain: 4100, directoryFailed: 1011 },
  ])
  expect(() => constants.watchdog).toThrow(MissingPartError)
  expect(() => limits.expiry).toThrow('target mine does not declare constants.directoryTtl')
})

test('limits follow from what is wanted, waits and faults from what is built', () => {
  const constants = { ...base.constants, backoffCeiling: '8s', watchdog: '10s', watchdogCheck: '1s' } as const
  const limits = { backoffCeiling: '1s', watchdog: '2s', directoryDeadline: '200ms' } as const
  const facts = targetFacts(target({ constants, limits }))
  expect([facts.constants.backoffCeiling, facts.wanted.backoffCeiling]).toEqual(['8s', '1s'])
  // Detection would have to come within 3 s and comes within 11 s; a reconnect takes 7 s more than it should.
  expect([facts.limits.reconnect, facts.limits.detection, facts.waitLonger]).toEqual([
    '1500ms',
    '3000ms',
    '8000ms',
  ])
  expect([facts.limits.unnoticed, facts.limits.slowDirectory]).toEqual(['9000ms', '250ms'])
  expect(facts.schedule.ceilingMs).toBe(1_000)
  expect(wantedRemarks(target({ constants, limits }))).toEqual([
    'backoffCeiling: 1s wanted, 8s as built',
    'watchdog: 2s wanted, 10s as built',
    'directoryDeadline: 200ms wanted, 1s as built',
  ])
  expect(targetFacts(target({ constants })).waitLonger).toBe('0ms')
  expect(wantedRemarks(target({ constants }))).toEqual([])
})

test('what is shared has one link, and one address, for all that call it, itself included', () => {
  const issuer = { command: ['issuer', '{issuer.url}'], ready: { tcp: true } as const, shared: true }
  const relay = { ...base.relay, env: { ISSUER: '{issuer.url}' } }
  const host = { ...base.host, env: { ISSUER: '{issuer.url}' } }
  const one = target({ dependencies: { issuer }, relay, host })
  const { links, nodes } = fleetTopology(fleetOptions({ relays: 2 }), one)
  expect(links.map(({ name }) => name).filter((name) => name.endsWith('issuer'))).toEqual(['services-issuer'])
  expect(nodes.map(({ name }) => name)).toContain('services')
  const address = { host: '127.1.2.3', port: 7 }
  const reserved = { api: address, links: { 'services-issuer': address } }
  for (const from of ['relay-1', 'relay-2', 'hosts', 'issuer'])
    expect(reachedBy(one, reserved, from).values['issuer.url']).toBe('http://127.1.2.3:7')
  expect(remarksOf(one)).toEqual([
    'issuer has one link for all that call it: a fault on it meets all of them',
  ])
  expect(() => target({ dependencies: { issuer: { ...issuer, shared: false } }, relay })).toThrow(
    '{issuer.url} is unknown',
  )
})

test('what has a public URL has a link for each that calls it, itself included, and one address for all', () => {
  const publicUrl = 'http://platform.internal'
  const platform = {
    ...{ command: ['platform', '{platform.url}', '{platform}'], ready: { tcp: true } as const },
    publicUrl,
  }
  const api = { ship: 'token-issuer', publicUrl: 'http://keys.internal:8080' } as const
  const relay = { ...base.relay, env: { ISSUER: '{platform.publicUrl}', JWKS: '{keys.jwks}' } }
  const one = target({ dependencies: { platform, keys: api }, relay })
  const names = fleetTopology(fleetOptions({ relays: 2 }), one).links.map(({ name }) => name)
  const expected = [
    'relay-1-platform',
    'relay-1-keys',
    'relay-2-platform',
    'relay-2-keys',
    'platform-platform',
  ]
  expect(names.filter((name) => /platform|keys/.test(name)).sort()).toEqual(expected.sort())
  const at = (last: number) => ({ host: `127.1.2.${last}`, port: 80 })
  const links = { 'relay-1-platform': at(3), 'relay-2-platform': at(4), 'relay-1-keys': at(5) }
  const reserved = { api: at(1), links }
  const first = reachedBy(one, reserved, 'relay-1')
  expect(first.names).toEqual({ 'platform.internal': '127.1.2.3', 'keys.internal': '127.1.2.5' })
  expect(reachedBy(one, reserved, 'relay-2').names).toEqual({ 'platform.internal': '127.1.2.4' })
  expect(first.values).toMatchObject({
    platform: 'platform.internal:80',
    'platform.host': 'platform.internal',
    'platform.port': '80',
    // As it is written: an issuer is compared letter by letter.
    'platform.url': publicUrl,
    'keys.jwks': 'http://keys.internal:8080/.well-known/jwks.json',
  })
  // The harness does not know the name, and asks at the address.
  expect(dependencyValues(one, 'platform', at(9))).toMatchObject({
    'platform.url': 'http://127.1.2.9:80',
    'platform.publicUrl': publicUrl,
  })
})

test.each([
  ['https://platform.internal', 'plain HTTP'],
  ['http://platform', 'a name with a dot'],
  ['http://10.0.0.1:80', 'a name with a dot'],
  ['http://platform.internal/', 'no path'],
  ['http://platform.internal:0', 'a port or none'],
  ['http://platform.internal:70000', 'a port or none'],
])('public URL %s', (publicUrl, message) => {
  const platform = { command: ['platform'], ready: { tcp: true } as const, publicUrl }
  expect(() => target({ dependencies: { platform } })).toThrow(
    new RegExp(`dependencies\\.platform\\.publicUrl: write it as .*${message}`),
  )
})

test('a public URL is of one dependency, whose callers have a link each', () => {
  const one = (publicUrl: string, shared = false) => ({
    ...{ command: ['platform'], ready: { tcp: true } as const },
    ...{ publicUrl, shared },
  })
  expect(() => target({ dependencies: { a: one('http://x.internal', true) } })).toThrow(
    'a.publicUrl: with shared: true all have one link and one address',
  )
  const both = { a: one('http://x.internal'), b: one('http://x.internal:81') }
  expect(() => target({ dependencies: both })).toThrow('b.publicUrl: x.internal is the name of a')
})

test('every connection of a target is a link of its own', () => {
  const dependencies: TargetInput['dependencies'] = {
    upstash: { ship: 'upstash' },
    issuer: { ship: 'token-issuer' },
    api: { command: ['api'], ready: { tcp: true }, env: { REDIS: '{redis.url}' } },
  }
  const relay = { ...base.relay, env: { A: '{upstash.url}', B: '{issuer.jwks}', C: '{api}' } }
  const host = { ...base.host, command: ['host', '{issuer.url}'] }
  const { links, nodes } = fleetTopology(
    fleetOptions({ relays: 2 }),
    target({ dependencies, relay, host, redis: true }),
  )
  expect(links.map(({ name }) => name).sort()).toEqual(
    [
      ...['hosts-edge', 'clients-edge', 'edge-relay-1', 'edge-relay-2', 'hosts-issuer'],
      ...['relay-1', 'relay-2'].flatMap((relay) => [`${relay}-upstash`, `${relay}-issuer`, `${relay}-api`]),
      ...['upstash-redis', 'api-redis'],
    ].sort(),
  )
  expect(nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(['redis', 'upstash', 'issuer', 'api']))
})
