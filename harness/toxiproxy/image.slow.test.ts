import { once } from 'node:events'
import { type StartedToxiProxyContainer, ToxiProxyContainer } from '@testcontainers/toxiproxy'
import { GenericContainer, Network } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildImages } from '../../docker/images.ts'
import { containersMissing } from '../runtime/fixtures/containers-missing.ts'
import { dial, startDial } from './testing/peer.ts'

const { skip, why } = await containersMissing()

/** Another program behind the proxy: answers every line with the same line. */
const echo = "require('net').createServer(s => s.pipe(s)).listen(7, () => console.log('ready'))"

describe.skipIf(skip)(`@testcontainers/toxiproxy with our image${why}`, () => {
  const stack = new AsyncDisposableStack()
  let toxiproxy: StartedToxiProxyContainer
  beforeAll(async () => {
    // Ryuk's image may be out of reach; what is started here is stopped here.
    process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
    const { toxiproxy: image } = await buildImages({ names: ['toxiproxy'] })
    const network = await new Network().start()
    stack.defer(async () => void (await network.stop()))
    const upstream = await new GenericContainer(image!)
      .withEntrypoint(['node', '-e', echo])
      .withNetwork(network)
      .withNetworkAliases('echo')
      .start()
    stack.defer(async () => void (await upstream.stop()))
    toxiproxy = await new ToxiProxyContainer(image!).withNetwork(network).start()
    stack.defer(async () => void (await toxiproxy.stop()))
  })
  afterAll(() => stack.disposeAsync())

  test('a proxy on its port range carries bytes, can be disabled and enabled, and takes toxics', async () => {
    const proxy = await toxiproxy.createProxy({ name: 'echo', upstream: 'echo:7', enabled: true })
    const address = `${proxy.host === 'localhost' ? '127.0.0.1' : proxy.host}:${proxy.port}`
    const client = await dial(address)
    client.send('hello')
    expect(await client.receive(5)).toBe('hello')

    await proxy.setEnabled(false)
    await client.ended
    await startDial(address).ended
    await proxy.setEnabled(true)

    const attributes = { latency: 200, jitter: 0 }
    await proxy.instance.addToxic({
      name: 'slow',
      type: 'latency',
      stream: 'upstream',
      toxicity: 1,
      attributes,
    })
    const late = await dial(address)
    const before = performance.now()
    late.send('late')
    expect(await late.receive(4)).toBe('late')
    expect(performance.now() - before).toBeGreaterThanOrEqual(199)
    late.socket.end()
    await once(late.socket, 'close')
  })

  test('two proxies get ports of their own; reset takes their toxics away', async () => {
    const second = await toxiproxy.createProxy({ name: 'second', upstream: 'echo:7' })
    expect((await toxiproxy.client.get('second')).listen).toBe('0.0.0.0:8667')
    await toxiproxy.client.reset()
    await expect(second.instance.getToxic('slow')).rejects.toThrow('404')
  })

  test("takes the original's command line", async () => {
    const { output, exitCode } = await toxiproxy.exec(['/toxiproxy', '-version'])
    expect([exitCode, output]).toEqual([0, expect.stringMatching(/^toxiproxy-server version 2\.12\.0/)])
  })
})
