import { expect, test } from 'vitest'
import { UsageError } from '../../errors.ts'
import { system } from '../define-system.ts'
import { http } from '../probes/http.ts'
import { caddy } from './caddy.ts'
import { nginx } from './nginx.ts'
import { postgres } from './postgres.ts'
import { rabbitmq } from './rabbitmq.ts'

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
  [
    'a setting of two lines',
    () => rabbitmq({ settings: { heartbeat: '10\nlisteners.tcp.2 = 1' } }),
    'has a line break',
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

test('the URL of a RabbitMQ names a virtual host other than the default one', () => {
  const at = { host: '10.0.0.1', port: 5672 }
  expect(rabbitmq({ password: 'a/b' }).url(at)).toBe('amqp://gameday:a%2Fb@10.0.0.1:5672')
  expect(rabbitmq({ vhost: 'a b' }).url(at)).toBe('amqp://gameday:gameday@10.0.0.1:5672/a%20b')
})

test('a RabbitMQ has answered when it begins a connection, not when it only names its protocol', () => {
  const { judge } = rabbitmq().question
  const start = Buffer.from([1, 0, 0, 0, 0, 1, 240, 0, 10, 0, 10])
  expect(judge(start)).toBe(true)
  expect(judge(start.subarray(0, 8))).toBeUndefined()
  expect(judge(Buffer.from('AMQP\0\0\x09\x01 and more', 'latin1'))).toBe(false)
})
