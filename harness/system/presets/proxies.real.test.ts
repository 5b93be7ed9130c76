import { describe, expect, test } from 'vitest'
import { runtimesWith, startedServices } from '../fixtures/started.ts'
import { caddy } from './caddy.ts'
import { nginx } from './nginx.ts'
import { redis } from './redis.ts'

const hello = `require('node:http').createServer((q, a) => a.end('hello ' + q.url)).listen(process.env.PORT, process.env.HOST)`
const api = {
  command: ['node', '-e', hello],
  env: { HOST: '{host}', PORT: '{port}' },
  // Any of ours has a Node.
  image: 'edge',
} as const

const proxies = {
  nginx: nginx({ config: 'server { listen {address}; location / { proxy_pass http://{api}; } }' }),
  caddy: caddy({ config: 'header x-from {remote_host}\nreverse_proxy {api}' }),
} as const

for (const name of ['nginx', 'caddy'] as const)
  for (const { kind, skip, why } of await runtimesWith(name, name))
    test.skipIf(skip)(`${name} on ${kind} passes on to the service that it mentions${why}`, async () => {
      await using system = await startedServices(kind, { edge: proxies[name], api })
      const edge = system.services.get('edge')!
      const { host, port } = system.context.runtime.reach(edge.spec.ports.main!)
      const get = async () => {
        const answer = await fetch(`http://${host}:${port}/orders`)
        return { status: answer.status, from: answer.headers.get('x-from'), text: await answer.text() }
      }
      const good = { status: 200, text: 'hello /orders' }
      expect(await get()).toMatchObject(good)
      // Caddy's own placeholder stays its own.
      if (name === 'caddy') expect((await get()).from).toMatch(/^[\d.]+$/)
      // What it passes on runs through the link, where faults can be put.
      await system.links.get('edge-api')!.disable()
      expect((await get()).status).toBe(502)
      await system.links.get('edge-api')!.enable()
      await edge.kill()
      await edge.restart()
      expect(await get()).toMatchObject(good)
    })

const spreading = {
  nginx: nginx({
    config:
      'upstream api { {api.servers} }\nserver { listen {address}; location / { proxy_pass http://api; } }',
  }),
  caddy: caddy({ config: 'reverse_proxy {api} {\nlb_policy round_robin\nlb_try_duration 2s\n}' }),
} as const

const whoAmI = `require('node:http').createServer((q, a) => a.end(process.env.ME)).listen(process.env.PORT, process.env.HOST)`

for (const name of ['nginx', 'caddy'] as const)
  for (const { kind, skip, why } of await runtimesWith(name, name))
    test.skipIf(skip)(
      `${name} on ${kind} spreads over copies, and over those that are left${why}`,
      async () => {
        const copies = {
          ...api,
          command: ['node', '-e', whoAmI],
          env: { ...api.env, ME: '{copy}' },
          copies: 2,
        }
        await using system = await startedServices(kind, { edge: spreading[name], api: copies })
        const { host, port } = system.context.runtime.reach(system.services.get('edge')!.spec.ports.main!)
        const answers = async () => {
          const texts: string[] = []
          for (let count = 0; count < 10; count++)
            texts.push(await (await fetch(`http://${host}:${port}/`)).text())
          return new Set(texts)
        }
        expect(await answers()).toEqual(new Set(['1', '2']))
        await system.services.get('api-1')!.kill()
        expect(await answers()).toEqual(new Set(['2']))
      },
    )

for (const { kind, skip, why } of await runtimesWith('redis-server', 'redis'))
  describe.skipIf(skip)(`redis on ${kind}${why}`, () => {
    test('is ready when it answers PING', async () => {
      await using system = await startedServices(kind, { cache: redis() })
      const cache = system.services.get('cache')!
      expect((await cache.exec(pingOf(cache.spec.ports.main!))).stdout).toBe('PONG\n')
    })
  })

const pingOf = ({ host, port }: { readonly host: string; readonly port: number }) => [
  'redis-cli',
  '-h',
  host,
  '-p',
  String(port),
  'PING',
]
