import { expect, test } from 'vitest'
import { system } from './define-system.ts'
import { redis } from './presets/redis.ts'
import { http } from './probes/http.ts'

const withDisk = (diskMb: number) =>
  system('shop', {
    services: { api: { command: ['api', '{folder}'], diskMb } },
    probes: { up: http({ to: 'api', path: '/' }) },
  })

test.each([0, 1.5, 257, Number.NaN])('a disk of %s MB is refused, with what can be', (diskMb) => {
  const says = `diskMb: ${diskMb}: give it a whole number of MB from 1 to 256`
  expect(() => withDisk(diskMb)).toThrow(`services.api.${says}`)
  expect(() => redis({ durable: true, diskMb })).toThrow(/redis\(\{ diskMb \}\): .* from 1 to 256/)
})

test('a Redis that keeps nothing has no disk', () => {
  expect(() => redis({ diskMb: 8 })).toThrow('say durable: true')
})

test('a durable Redis writes to its disk', () => {
  const address = { host: '127.0.0.1', port: 1 }
  const spec = redis({ durable: true, diskMb: 8 }).spec({
    name: 'db',
    address,
    folder: '/data',
    fill: String,
  })
  expect(spec.disk).toEqual({ folder: '/data', bytes: 8_388_608 })
  expect(spec.args?.join(' ')).toContain('--dir /data')
  expect(() => withDisk(1)).not.toThrow()
})
