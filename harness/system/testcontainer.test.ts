import { GenericContainer } from 'testcontainers'
import { expect, test } from 'vitest'
import { testcontainer } from './testcontainer.ts'

test.each([{}, { start: async () => {} }])(
  'what is no container of testcontainers is refused',
  async (made) => {
    const service = testcontainer(() => made as never, { port: 1 })
    await expect(service.describe!()).rejects.toThrow('is to give an unstarted container of testcontainers')
  },
)

test('a container without a port is refused', () => {
  expect(() => testcontainer(() => new GenericContainer('a'), { port: [] })).toThrow('name the port')
})

test('what a container would be created from is taken, but for its place in a network', async () => {
  class Quiet extends GenericContainer {
    // As a module does: what it adds when it starts counts. No engine is asked here.
    override async start(): Promise<never> {
      this.withEnvironment({ ADDED: 'a=b' })
      return (this as unknown as { startContainer(): Promise<never> }).startContainer()
    }
  }
  const service = testcontainer(
    () =>
      new Quiet('redis:7')
        .withCommand(['redis-server'])
        .withUser('redis')
        .withExposedPorts(6379)
        .withTmpFs({ '/data': 'rw' })
        .withHealthCheck({ test: ['CMD', 'redis-cli', 'ping'] })
        .withCopyContentToContainer([{ content: 'save ""', target: '/etc/own.conf' }])
        .withCopyFilesToContainer([{ source: '/tmp/own', target: '/own' }]),
    { port: [6379, 16_379] },
  )
  expect(service.ports).toEqual([6379, 16_379])
  const { tag, env, container } = await service.describe!()
  expect([tag, env]).toEqual(['redis:7', { ADDED: 'a=b' }])
  expect(container.create).toMatchObject({ Cmd: ['redis-server'], User: 'redis' })
  expect(container.create.Healthcheck).toMatchObject({ Test: ['CMD', 'redis-cli', 'ping'] })
  expect(container.host).not.toHaveProperty('PortBindings')
  expect(container.host).toMatchObject({
    Tmpfs: { '/data': 'rw' },
    Mounts: [{ Type: 'bind', Source: '/tmp/own', Target: '/own', ReadOnly: true }],
  })
  expect(container.copied).toEqual([{ content: 'save ""', target: '/etc/own.conf', mode: 0o644 }])
})
