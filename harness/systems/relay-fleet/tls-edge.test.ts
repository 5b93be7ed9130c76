import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { type ServiceSpec, UsageError } from '../../door.ts'
import type { FleetLinks } from './fleet-links.ts'
import { type FleetSize, fleetOptions } from './options.ts'
import { fleetTls } from './tls-edge.ts'
import { fleetTopology } from './topology.ts'

const linksOf = (size: FleetSize) => fleetTopology(fleetOptions(size)).links.map(({ name }) => name)
const namesOf = (size: FleetSize) => fleetTopology(fleetOptions(size)).nodes.map(({ name }) => name)

test('the TLS edge stands before what hosts dial, one relay or the edge', () => {
  expect(linksOf({ tls: true }).slice(0, 3)).toEqual([
    'hosts-tls-edge',
    'tls-edge-relay-1',
    'clients-relay-1',
  ])
  expect(linksOf({ tls: true, relays: 2 })).toEqual([
    ...['hosts-tls-edge', 'tls-edge-edge', 'clients-edge', 'edge-relay-1', 'edge-relay-2'],
    ...['relay-1-redis', 'relay-2-redis'],
  ])
  expect(namesOf({ tls: true, relays: 2 })).toContain('edge')
})

test('a fleet without it has nothing of it', async () => {
  expect([...namesOf({}), ...linksOf({})].filter((name) => name.includes('tls'))).toEqual([])
  expect(await fleetTls(fleetOptions({}), linksTo({}), undefined)).toBeUndefined()
})

test.each([{ pinned: 1 }, { elsewhere: 1 }])(
  'hosts that dial a relay by its name would pass it by: %j',
  (size) => {
    expect(() => fleetOptions({ relays: 2, tls: true, ...size })).toThrow(UsageError)
  },
)

const linksTo = (at: Record<string, string>): FleetLinks => ({
  main: {
    api: { host: '127.0.0.1', port: 1 },
    links: { 'tls-edge-relay-1': { host: '127.0.0.1', port: 9 } },
  },
  hostsDial: (process) => ({ host: at[process] ?? '127.0.0.1', port: 8 }),
  open: () => Promise.reject(new Error('not in this test')),
})

test('its certificate is good at every address that hosts dial, and for hosts of this fleet only', async () => {
  const options = fleetOptions({ tls: true, hosts: 6_000 })
  const tls = await fleetTls(options, linksTo({ 0: '10.0.0.1', 1: '10.0.0.2' }), {
    host: '10.0.0.9',
    port: 7,
  })
  const { CERTIFICATES, UPSTREAM } = tls!.edge.env!
  expect(UPSTREAM).toBe('127.0.0.1:9')
  const good = new X509Certificate(JSON.parse(CERTIFICATES!).good.cert)
  for (const host of ['10.0.0.1', '10.0.0.2', '10.0.0.9']) expect(good.checkIP(host)).toBe(host)
  expect(good.checkIP('10.0.0.3')).toBeUndefined()
  const hosts = tls!.trusting({ name: 'hosts', env: { PORT: '1' } } as unknown as ServiceSpec)
  expect(hosts.env).toEqual({ PORT: '1', RELAY_CA: '{files}/ca.pem' })
  expect(good.verify(new X509Certificate(hosts.files!['ca.pem']!).publicKey)).toBe(true)
})
