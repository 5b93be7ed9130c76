import { expect, onTestFinished, test } from 'vitest'
import { parseOptions } from '../../docker/env.ts'
import { relayOptionValues } from '../../docker/relay/config.ts'
import { relayConstants } from '../../docker/relay/constants.ts'
import { Directory } from '../../docker/relay/directory.ts'
import { startTestRedis } from '../probes/fixtures/redis.ts'
import type { Service } from '../runtime/runtime.ts'
import { redisServer } from './redis.ts'

test('a Redis that refuses writes refuses the directory scripts, answers reads, and counts what it refused', async () => {
  const running = await startTestRedis()
  onTestFinished(() => running.kill())
  const server = redisServer(
    { name: 'redis' } as Service,
    { host: '127.0.0.1', port: running.port },
    { factor: 1, signal: new AbortController().signal },
  )
  onTestFinished(() => server[Symbol.asyncDispose]())
  const directory = new Directory(
    server.client,
    'ams:relay-1',
    relayConstants,
    parseOptions({}, relayOptionValues),
  )
  const registration = { id: '1', hostId: 'host-1', registeredAt: 0, lastPongAt: 0 }
  await directory.register(registration)

  await server.refuseWrites()
  const changes = await server.changes()
  expect(changes).toBeGreaterThan(0)
  await expect(directory.register({ ...registration, hostId: 'host-2' })).rejects.toThrow(/NOREPLICAS/)
  await expect(directory.clearOwned()).rejects.toThrow(/NOREPLICAS/)
  expect(await directory.ownerOf('host-1')).toBe('ams:relay-1')
  expect(await server.refusedWrites()).toBe(2)
  expect(await server.changes()).toBe(changes)

  await server.acceptWrites()
  await directory.register({ ...registration, hostId: 'host-2' })
  expect(await directory.clearOwned()).toBe(2)
  expect(await server.changes()).toBeGreaterThan(changes)
  expect(await server.refusedWrites()).toBe(2)
})
