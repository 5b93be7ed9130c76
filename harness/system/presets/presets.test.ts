import { expect, test } from 'vitest'
import { UsageError } from '../../errors.ts'
import { system } from '../define-system.ts'
import { http } from '../probes/http.ts'
import { caddy } from './caddy.ts'
import { nginx } from './nginx.ts'
import { postgres } from './postgres.ts'

test.each([
  [
    'a database with a name that SQL would have to quote',
    () => postgres({ database: 'My Shop' }),
    'begin it with a small letter',
  ],
  [
    'an nginx that listens nowhere',
    () => nginx({ config: 'server { return 204; }' }),
    'write `listen {address};`',
  ],
  [
    'a whole nginx.conf',
    () => nginx({ config: 'http {\n server { listen {address}; } }' }),
    'write what stands inside http',
  ],
  [
    'a file by a relative path',
    () => nginx({ file: 'shop.conf' }),
    "write new URL('shop.conf', import.meta.url)",
  ],
  ['a file that is not there', () => caddy({ file: '/nowhere/Caddyfile' }), 'ENOENT'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(UsageError)
  expect(make).toThrow(message)
})

test('a configuration makes links as an environment does, and a misspelt name in it is refused', () => {
  const withConfig = (config: string) =>
    system('shop', {
      services: {
        edge: nginx({ config }),
        api: { command: ['api', '{db.user}'] },
        db: postgres({ database: 'shop' }),
      },
      probes: { up: http({ to: 'edge' }) },
    })
  const shop = withConfig('server { listen {address}; location / { proxy_pass http://{api}; } }')
  expect(shop.topology().links.map(({ name }) => name)).toEqual(['edge-api', 'api-db', 'up-edge'])
  expect(() => withConfig('server { listen {address}; location / { proxy_pass http://{apy}; } }')).toThrow(
    'services.edge.config: {apy} is unknown: did you mean {api}?',
  )
})

test('the URL of a database holds its login, with what is special in it encoded', () => {
  const db = postgres({ database: 'shop', user: 'clerk', password: 'a/b c' })
  expect(db.url({ host: '10.0.0.1', port: 5432 })).toBe('postgresql://clerk:a%2Fb%20c@10.0.0.1:5432/shop')
})
