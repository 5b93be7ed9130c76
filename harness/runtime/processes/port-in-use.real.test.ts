import { expect, it } from 'vitest'
import { opener, openTest } from '../fixtures/open-runtime.ts'

it('asks whether its port is in use when a service finds it taken at its start', async () => {
  await using test = await openTest(opener('processes'))
  const ports = await test.runtime.reserve('server', ['main'])
  await test.run('server', { ports })
  await expect(test.run('server', { name: 'again', ports })).rejects.toThrow(
    new RegExp(
      `^again exited with code 1 before it was ready .*is port ${ports.main!.port} in use\\? last lines:`,
    ),
  )
})

it('lets a program that listens on all interfaces end and start again', async () => {
  await using test = await openTest(opener('processes'))
  await using other = await openTest(opener('processes'))
  const service = await test.run('server', { env: { HOST: '0.0.0.0' } })
  await service.stop()
  // Another run reserves and starts meanwhile.
  const many = await other.runtime.reserve(
    'many',
    Array.from({ length: 50 }, (_, index) => `port-${index}`),
  )
  const port = service.spec.ports.main!.port
  expect(Object.values(many).map((address) => address.port)).not.toContain(port)
  await service.restart()
  expect(service.running).toBe(true)
})
