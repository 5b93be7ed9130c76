import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { system } from '../define-system.ts'
import type { ServiceDefinition } from '../definition.ts'
import { runtimesWith, testContext } from '../fixtures/started.ts'
import { postgres } from '../presets/postgres.ts'
import { redis } from '../presets/redis.ts'
import { redisCommand } from './redis-command.ts'
import { sql } from './sql.ts'
import { tcp } from './tcp.ts'
import { websocket } from './websocket.ts'

const echo = `
import { WebSocketServer } from 'ws'
const server = new WebSocketServer({ port: Number(process.env.PORT), host: process.env.HOST })
server.on('connection', (socket) => socket.on('message', (text) => socket.send('echo of ' + text)))`

const cases: Record<string, { program: string; service: ServiceDefinition; probe: object; wrong: object }> = {
  tcp: {
    program: 'redis-server',
    service: redis(),
    probe: tcp({ to: 'far', every: '20ms' }),
    wrong: {},
  },
  redis: {
    program: 'redis-server',
    service: redis(),
    probe: redisCommand({ to: 'far', command: ['SET', 'key', 'value'], expect: 'OK', every: '20ms' }),
    wrong: redisCommand({ to: 'far', expect: /^pong$/, every: '20ms' }),
  },
  websocket: {
    program: 'node',
    service: {
      command: ['node', '--input-type=module', '-e', echo],
      env: { HOST: '{host}', PORT: '{port}' },
    },
    probe: websocket({ to: 'far', send: 'hello', expect: 'echo of hello', every: '20ms' }),
    wrong: {},
  },
  sql: {
    program: 'postgres',
    service: postgres({ database: 'shop', password: 'secret', sql: 'CREATE TABLE orders (id int);' }),
    probe: sql({ to: 'far', query: 'SELECT count(*), 7 FROM orders', expect: /^0\|7$/, every: '50ms' }),
    wrong: sql({ to: 'far', query: 'SELECT 1', expect: '2', every: '50ms' }),
  },
}

for (const [name, { program, service, probe, wrong }] of Object.entries(cases)) {
  const [{ skip, why } = { skip: false, why: '' }] = await runtimesWith(program, 'node')
  describe.skipIf(skip)(`${name}${why}`, () => {
    test('is answered, fails while its service is killed or cut off, and is answered again', async () => {
      await using context = await testContext('processes')
      const { context: given } = context
      // biome-ignore lint/suspicious/noExplicitAny: one body for probes of every kind
      const tried = system('tried', { services: { far: service }, probes: { up: probe } } as any)
      await using running = await tried.start(given, undefined)
      expect(await running.steady(30_000)).toMatchObject({ ok: true })
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const { services, link } = running.fixtures as any
      const since = async (from: number) => {
        await running.settle()
        return given.journal.events.flatMap((event) =>
          event.kind === 'probe' && event.due > from ? [event] : [],
        )
      }
      const moment = () => Number(process.hrtime.bigint())

      const killed = moment()
      await services.far.service.kill()
      await sleep(300)
      const away = await since(killed)
      expect(away.length).toBeGreaterThan(3)
      for (const event of away.slice(1)) expect(event).toMatchObject({ ok: false, error: expect.any(String) })

      await services.far.restart({ after: '0ms' })
      await link('up', 'far').disable()
      const cut = moment()
      await sleep(200)
      for (const event of await since(cut)) expect(event.error).toBe('ECONNREFUSED')
      await link('up', 'far').enable()
      expect(await running.steady(30_000)).toMatchObject({ ok: true })
    })

    test.skipIf(!('probe' in wrong))('an answer that is not as expected is none that is good', async () => {
      await using context = await testContext('processes')
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const tried = system('tried', { services: { far: service }, probes: { up: wrong } } as any)
      await using running = await tried.start(context.context, undefined)
      await sleep(300)
      await running.settle()
      const probes = context.context.journal.events.filter((event) => event.kind === 'probe')
      expect(probes.length).toBeGreaterThan(2)
      for (const event of probes) expect(event).toMatchObject({ ok: false, error: 'body' })
    })
  })
}
