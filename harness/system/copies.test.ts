import { expect, test } from 'vitest'
import type { ScenarioBody } from '../scenario/define.ts'
import { system } from './define-system.ts'
import { redis } from './presets/redis.ts'
import { http } from './probes/http.ts'
import type { System } from './system.ts'

const api = { command: ['api'], env: { STORE: '{cache.url}', ID: '{copy}' }, copies: 2 } as const
const user = { command: ['user'], env: { ALL: '{api.url}' } } as const
const services = { cache: redis(), api, user } as const

const shop = system('shop', { services, probes: { up: http({ to: 'api-2' }) } })

test('each copy has links of its own, and who mentions all of them has one to each', () => {
  const { nodes, links } = shop.topology()
  expect(nodes.map(({ name }) => name)).toEqual(['up', 'cache', 'api-1', 'api-2', 'user'])
  expect(links.map(({ name }) => name)).toEqual([
    'api-1-cache',
    'api-2-cache',
    'user-api-1',
    'user-api-2',
    'up-api-2',
  ])
})

test('who mentions one copy has a link to that one', () => {
  const one = { ...user, env: { ONE: '{api-2.url}' } } as const
  const links = system('shop', {
    services: { ...services, user: one },
    probes: { up: http({ to: 'user' }) },
  }).topology().links
  expect(links.map(({ name }) => name)).toContain('user-api-2')
  expect(links.map(({ name }) => name)).not.toContain('user-api-1')
})

test.each([
  ['no copies', { copies: 0 }, 'services.api.copies: 0 is no number from 1 to 50'],
  ['half a copy', { copies: 1.5 }, 'services.api.copies: 1.5 is no number'],
  ['a copy that is not there', { env: { PEER: '{user-3.url}' } }, '{user-3.url} is unknown'],
])('%s are refused', (_, change, message) => {
  const changed = { ...services, api: { ...api, ...change } }
  // biome-ignore lint/suspicious/noExplicitAny: what the editor would refuse must be refused when it runs, too
  expect(() => system('shop', { services: changed, probes: { up: http({ to: 'user' }) } } as any)).toThrow(
    message,
  )
})

test('a probe of all copies at once, and a name that a copy would take, are refused', () => {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const build = (definition: any) => () => system('shop', definition)
  expect(build({ services, probes: { up: http({ to: 'api' }) } })).toThrow(
    'probes.up.to: api has copies: send it to one, api-1 or api-2, or to a proxy before them',
  )
  expect(build({ services: { ...services, 'api-1': user }, probes: { up: http({ to: 'user' }) } })).toThrow(
    'services.api.copies: a service is called api-1 already',
  )
})

type Fixtures = typeof shop extends System<infer F, infer _> ? F : never

test('an editor knows which services have copies', () => {
  // Not called: the compiler's verdict is the test (`npm run check`).
  const body: ScenarioBody<Fixtures> = async ({ services, link, faults }) => {
    await faults.kill(services.api.copies[0])
    await faults.kill(services.user)
    await faults.cut(link('user', 'api-2'))
    // @ts-expect-error which of them?
    await faults.kill(services.api)
    // @ts-expect-error it has no copies
    services.user.copies
    // @ts-expect-error all of them is no link
    link('user', 'api')
  }
  expect(body).toBeTypeOf('function')
})
