import { expect, test } from 'vitest'
import { system } from './define-system.ts'
import type { SystemDefinition } from './definition.ts'
import { withOverlay } from './overlay.ts'
import { nginx } from './presets/nginx.ts'
import { redis } from './presets/redis.ts'
import { http } from './probes/http.ts'

const definition = {
  services: {
    store: redis(),
    cache: { command: ['cache'], env: { STORE: '{store.url}' } },
    api: { command: ['api'], env: { UPSTREAM: '{cache.url}' } },
  },
  probes: { up: http({ to: 'api' }) },
  operations: { order: { taken: { from: ['api', 'cache'], match: /took (?<key>\S+)/ } } },
} as const
const shop = system('shop', definition)
const past = { cache: null, api: { env: { UPSTREAM: '{store.url}' } } } as const

test('a variant may leave a service out, when what mentions it is changed, too', () => {
  expect(() => shop.refuseVariant?.('shop/a: variant b', past)).not.toThrow()
  const changed = withOverlay(definition as unknown as SystemDefinition, past)
  expect(Object.keys(changed.services)).toEqual(['store', 'api'])
  expect(changed.services.api).toMatchObject({ env: { UPSTREAM: '{store.url}' } })
  expect(changed.operations?.order?.taken?.from).toEqual(['api'])
})

test('a variant may put a preset in the place of a service', () => {
  const other = { store: redis({ args: ['--hz', '100'] }) }
  expect(() => shop.refuseVariant?.('shop/a: variant b', other)).not.toThrow()
  const changed = withOverlay(definition as unknown as SystemDefinition, other)
  expect(changed.services.store).toBe(other.store)
  const proxy = {
    api: nginx({ config: 'server { listen {address}; location / { proxy_pass http://{cahce}; } }' }),
  }
  expect(() => shop.refuseVariant?.('shop/a: variant b', proxy)).toThrow(
    'api.config: {cahce} is unknown: did you mean {cache}?',
  )
})

test.each([
  [{ cache: null }, 'it leaves cache out, and api mentions {cache.url} (env.UPSTREAM): change that, too'],
  [{ api: null }, 'it leaves api out, which probes.up needs'],
  [{ cahce: null }, 'cahce is unknown: did you mean cache?'],
])('%j is refused', (overlay, message) => {
  expect(() => shop.refuseVariant?.('shop/a: variant b', overlay as typeof past)).toThrow(message)
})
