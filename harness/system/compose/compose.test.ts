import { join } from 'node:path'
import { expect, test } from 'vitest'
import { system } from '../define-system.ts'
import { http } from '../probes/http.ts'
import { compose } from './compose.ts'

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name)

/** Links of a fixture: `api-db`. */
const linksOf = (name: string, options = {}) =>
  system('of-a-file', { ...compose(fixture(name), options), operations: {}, clients })
    .topology()
    .links.map((link) => link.name)

const clients = { from: 'api', count: 1, connected: /(?<client>.+) on/, lost: /(?<client>.+) off/ } as const

test('a proxy stands before what a service waits for, mentions, or is told to', () => {
  expect(linksOf('checks.yaml')).toEqual(['web-api', 'api-db', 'api-cache', 'migrate-db'])
  const asked = linksOf('checks.yaml', { links: [['api', 'mailer']] })
  expect(asked).toContain('api-mailer')
})

test('names reach no further than a network', () => {
  const { services } = compose(fixture('networks.yaml'))
  expect(services.proxy!.peers.map(({ service }) => service)).toEqual(['api', 'metrics'])
  expect(services.proxy!.peers[0]).toEqual({
    service: 'api',
    names: ['api', 'backend', 'api.internal'],
    linked: false,
  })
  expect(services.api!.peers.find(({ service }) => service === 'db')).toEqual({
    service: 'db',
    names: ['db', 'shop-db', 'database'],
    linked: true,
  })
})

test('each of several copies has a proxy of its own', () => {
  expect(linksOf('limits.yaml')).toEqual(
    expect.arrayContaining(['web-api-1', 'web-api-2', 'web-api-3', 'worker-1-api-1', 'web-worker-2']),
  )
})

test('a hostname that is the name of a service is left out', () => {
  const { services, leftOut } = compose(fixture('networks.yaml'))
  expect(services.api!.hostname).toBeUndefined()
  expect(leftOut.join('\n')).toContain('hostname (api): would be found past the proxies')
})

test('ports come from the file, from what others mention, and from who asks', () => {
  const { services } = compose(fixture('checks.yaml'), { ports: { mailer: 8025 } })
  expect(services.db!.ports).toEqual([5432])
  expect(services.mailer!.ports).toEqual([8025])
  expect([services.migrate!.ready, services.db!.ready, services.web!.ready]).toEqual([
    'exit',
    'health',
    undefined,
  ])
})

test('a misspelt name is an error that names the known ones', () => {
  expect(() => compose(fixture('checks.yaml'), { ready: { bd: { start: true } } })).toThrow(
    'ready: bd is unknown: did you mean db?',
  )
  const named = compose(fixture('checks.yaml'), { services: ['web'] })
  const wrong = () =>
    system('of-a-file', {
      ...named,
      // @ts-expect-error no such service
      probes: { up: http({ to: 'wep' }) },
    })
  expect(wrong).toThrow('probes.up.to: wep is unknown: did you mean web?')
})

test('services that wait for each other are refused', () => {
  expect(() => compose('circle.yaml')).toThrow("new URL('circle.yaml', import.meta.url)")
  expect(() => compose(fixture('circle.yaml'))).toThrow(
    'one.depends_on: goes round in a circle: one, two, one',
  )
})

test('a variant changes the environment, the command and the image', () => {
  const of = system('of-a-file', { ...compose(fixture('checks.yaml'), { services: ['api'] }), clients })
  expect(() => of.refuseVariant!('broken.x', { api: { env: { A: '{not a template}' } } })).not.toThrow()
  expect(() => of.refuseVariant!('broken.x', { api: { image: { from: 'node', mount: '.' } } })).toThrow(
    'api has an image of its own',
  )
})
