import { connect } from 'node:net'
import { GenericContainer } from 'testcontainers'
import { expect, test } from 'vitest'
import { chooseBase, localTags } from '../../docker/images.ts'
import { containersMissing } from '../runtime/fixtures/containers-missing.ts'
import { startedServices } from './fixtures/started.ts'
import { testcontainer } from './testcontainer.ts'

const { skip, why } = await containersMissing()
const redis = skip ? '' : chooseBase('redis', await localTags()).image

/** The answer to a command, and how long it took, ms. */
function ask({ host, port }: { readonly host: string; readonly port: number }, command: string) {
  const began = performance.now()
  return new Promise<{ text: string; ms: number }>((resolve, reject) => {
    const socket = connect({ host, port })
    socket.on('error', reject).on('close', () => reject(new Error('closed')))
    socket.once('data', (data) => {
      resolve({ text: String(data).trim(), ms: performance.now() - began })
      socket.destroy()
    })
    socket.write(`${command}\r\n`)
  })
}

test.skipIf(skip)(`a container of testcontainers is a service, with a link and a kill${why}`, async () => {
  const cache = testcontainer(
    () =>
      new GenericContainer(redis)
        .withCommand(['redis-server', '/etc/own.conf'])
        .withCopyContentToContainer([{ content: 'protected-mode no\nsave ""\n', target: '/etc/own.conf' }])
        .withExposedPorts(6379),
    { port: 6379 },
  )
  const user = {
    command: ['node', '-e', 'setInterval(() => {}, 1000)'],
    env: { REDIS: '{cache}' },
    image: 'edge',
    port: false,
  } as const
  await using system = await startedServices('containers', { cache, user })
  const link = system.links.get('user-cache')!
  expect((await ask(link.reach, 'PING')).text).toBe('+PONG')
  await link.addToxic({
    name: 'slow',
    type: 'latency',
    stream: 'downstream',
    attributes: { latency: 300, jitter: 0 },
  })
  expect((await ask(link.reach, 'PING')).ms).toBeGreaterThan(250)
  await link.removeToxic('slow')
  const service = system.services.get('cache')!
  expect(await service.kill()).toMatchObject({ signal: 'SIGKILL' })
  await expect(ask(link.reach, 'PING')).rejects.toThrow()
  await service.restart()
  expect((await ask(link.reach, 'PING')).text).toBe('+PONG')
})
