import { expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import { system } from './define-system.ts'
import { redis } from './presets/redis.ts'
import { http } from './probes/http.ts'
import { sql } from './probes/sql.ts'

const api = { command: ['api'], env: { STORE: '{cache.url}' } } as const
const services = { cache: redis(), api }
const probes = { up: http({ to: 'api' }) }
// biome-ignore lint/suspicious/noExplicitAny: what the editor would refuse must be refused when it runs, too
const build = (definition: any, name = 'shop') => system(name, definition)

test.each([
  ['a name with blanks', 'My Shop', { services }, 'system "My Shop": write its name in lower case'],
  ['nothing to start', 'shop', { services: {} }, 'system shop: it has no services'],
  [
    'a service with a name that templates have',
    'shop',
    { services: { port: api } },
    'services.port: the name is taken',
  ],
  ['a program that cannot be started', 'shop', { services: { api: {} } }, 'services.api: give it a command'],
  [
    'a program by a relative path',
    'shop',
    { services: { api: { command: ['./bin/api'] } } },
    "services.api.command: ./bin/api is a relative path: write path.join(import.meta.dirname, './bin/api')",
  ],
  [
    'a misspelt service in a template',
    'shop',
    { services: { cache: redis(), api: { command: ['api'], env: { STORE: '{cahce.url}' } } } },
    'services.api.env.STORE: {cahce.url} is unknown: did you mean {cache.url}? There are',
  ],
  [
    'its own port, where it has none',
    'shop',
    { services: { api: { command: ['api', '{port}'], port: false } } },
    'services.api.command.1: {port} is unknown',
  ],
  [
    'a readiness that needs a port',
    'shop',
    { services: { api: { command: ['api'], port: false, ready: { http: '/' } } } },
    'services.api.ready: it listens nowhere',
  ],
  [
    'a probe of nobody',
    'shop',
    { services, probes: { up: http({ to: 'ap' }) } },
    'probes.up.to: ap is unknown: did you mean api?',
  ],
  [
    'a caller of nobody',
    'shop',
    { services, probes, callers: { browsers: { to: 'ap' } } },
    'callers.browsers.to: ap is unknown: did you mean api?',
  ],
  [
    'a caller with the name of a probe',
    'shop',
    { services, probes, callers: { up: { to: 'api' } } },
    'callers.up: a probe has that name',
  ],
  [
    'sockets of nobody',
    'shop',
    { services, probes, sockets: ['ap'] },
    'sockets: ap is unknown: did you mean api?',
  ],
  [
    'a misspelt service in a first life',
    'shop',
    { services: { cache: redis(), api: { ...api, firstLife: { STORE: '{cahce.url}' } } } },
    'services.api.firstLife.STORE: {cahce.url} is unknown: did you mean {cache.url}? There are',
  ],
  [
    'a probe of one that listens nowhere',
    'shop',
    { services: { api: { command: ['api'], port: false } }, probes: { up: http({ to: 'api' }) } },
    'probes.up.to: api listens nowhere',
  ],
  [
    'a probe without a path',
    'shop',
    { services, probes: { up: http({ to: 'api', path: 'up' }) } },
    'begin it with /',
  ],
  [
    'an event of a kind that nobody defines',
    'shop',
    { services, probes, events: { samovar: { from: 'api', match: /(?<litres>\d+)/ } } },
    "events.samovar: define its fields first, with defineEvent('samovar', …)",
  ],
  [
    'an SQL probe of what is no database',
    'shop',
    { services, probes: { up: sql({ to: 'cache' }) } },
    'probes.up.to: no PostgreSQL that it could log in to',
  ],
  [
    'nothing that watches',
    'shop',
    { services },
    'nothing watches it: give it probes, clients, operations or events',
  ],
  [
    'a pattern with a memory',
    'shop',
    { services, clients: { from: 'api', count: 1, connected: /(?<client>x)/g, lost: /(?<client>y)/ } },
    'clients.connected: /(?<client>x)/g goes on where it stopped',
  ],
  [
    'a pattern that does not say which client',
    'shop',
    { services, clients: { from: 'api', count: 1, connected: /up/, lost: /down/ } },
    'clients.connected: /up/ does not say which: name a group (?<client>…)',
  ],
  [
    'a step that does not say of what',
    'shop',
    { services, operations: { order: { done: { from: 'api', match: /done/ } } } },
    'operations.order.done.match: /done/ does not say which',
  ],
  [
    'an operation that begins in a store',
    'shop',
    {
      services,
      operations: {
        order: {
          kept: { from: 'cache', command: ['x'], match: /(?<key>x)/ },
          done: { from: 'api', match: /(?<key>x)/ },
        },
      },
    },
    'operations.order: at least its first step must be logged',
  ],
  [
    'a step of nobody',
    'shop',
    { services, operations: { order: { done: { from: 'worker', match: /(?<key>x)/ } } } },
    'operations.order.done.from: worker is unknown; there are cache, api',
  ],
  [
    'a step of several, one of them nobody',
    'shop',
    { services, operations: { order: { done: { from: ['api', 'worker'], match: /(?<key>x)/ } } } },
    'operations.order.done.from: worker is unknown; there are cache, api',
  ],
  [
    'a step of none',
    'shop',
    { services, operations: { order: { done: { from: [], match: /(?<key>x)/ } } } },
    'operations.order.done.from: name a service',
  ],
])('%s is refused before anything starts', (_, name, definition, message) => {
  const refused = () => build(definition, name)
  expect(refused).toThrow(UsageError)
  expect(refused).toThrow(message)
})

test('who calls whom follows from what templates mention and where probes go', () => {
  const shop = system('shop', { services, probes: { up: http({ to: 'api' }) } })
  expect(shop.topology()).toEqual({
    nodes: [
      { name: 'up', role: 'clients' },
      { name: 'cache', role: 'redis' },
      { name: 'api', role: 'service' },
    ],
    links: [
      { name: 'api-cache', from: 'api', to: 'cache' },
      { name: 'up-api', from: 'up', to: 'api' },
    ],
  })
})

test.each([
  ['a service that is not there', { apy: { env: {} } }, 'apy is unknown: did you mean api?'],
  ['a preset', { cache: { env: {} } }, 'cache is a preset'],
  ['a template with an unknown name', { api: { env: { X: '{nope}' } } }, 'api.env.X: {nope} is unknown'],
])('a variant of %s is refused', (_, overlay, message) => {
  const shop = system('shop', { services, probes })
  // biome-ignore lint/suspicious/noExplicitAny: as above
  expect(() => shop.refuseVariant!('shop/x: variant y', overlay as any)).toThrow(message)
})
