import { expect, test } from 'vitest'
import type { TargetInput } from '../../../config.ts'
import { MissingPartError } from '../../../errors.ts'
import { parseTargets } from '../../../targets/load-config.ts'
import type { RelayTarget } from './schema.ts'
import { serviceSpec } from './service-spec.ts'

const base: TargetInput = {
  relay: {
    command: ['relay', '--port', '{port}'],
    cwd: 'programs',
    env: { ME: '{machineId}', REDIS: '{redis.url}' },
    ready: { http: '/up', timeout: '3s' },
  },
  host: {
    image: 'x',
    argv: ['host', '{id}'],
    ready: { log: 'up' },
    events: { ndjson: 4, reports: ['registered'] },
  },
  probe: { path: '/{id}' },
  constants: { pingInterval: '1s', backoffCeiling: '1s', drain: '1s', killTimeout: '2s' },
}
const target = parseTargets({ targets: { mine: base } }, { shown: 'x', folder: '/home/me' }).get(
  'mine',
) as RelayTarget
const address = { host: '127.9.9.9', port: 4711 }

test('templates, folder, ready check and kill timeout', async () => {
  const values = { machineId: 'relay-1', 'redis.url': 'redis://a:1' }
  const spec = serviceSpec(target, {
    name: 'relay-1',
    where: 'relay',
    service: target.relay,
    address,
    values,
  })
  expect(spec).toMatchObject({
    name: 'relay-1',
    env: { ME: 'relay-1', REDIS: 'redis://a:1' },
    cwd: '/home/me/programs',
    ready: { by: 'http', port: 'main', path: '/up', timeoutMs: 3_000 },
    stopSignal: 'SIGTERM',
    killTimeoutMs: 2_000,
    ports: { main: address },
  })
  expect(await spec.program.processArgv()).toEqual(['relay', '--port', '4711'])
  expect(spec.program.containerArgv).toEqual(['relay', '--port', '4711'])
})

test('a descriptor of its own is led to standard output, and no shell stays', async () => {
  const plan = { name: 'host-1', where: 'host', service: target.host, address, values: { id: 'host-1' } }
  const { program } = serviceSpec(target, plan)
  expect(program.containerArgv).toEqual(['/bin/sh', '-c', 'exec "$@" 4>&1', 'sh', 'host', 'host-1'])
  await expect(program.processArgv()).rejects.toThrow(MissingPartError)
})

test('a name that a service does not have is reported with its path', () => {
  const plan = { name: 'relay-1', where: 'relay', service: target.relay, address, values: {} }
  expect(() => serviceSpec(target, plan)).toThrow('targets.mine.relay.env.ME: {machineId} is unknown')
})
