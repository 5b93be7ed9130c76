import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'
import { dial } from '../testing/peer.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open({ dialTimeoutMs: 500 })
})
afterEach(() => bench[Symbol.asyncDispose]())

describe.each([true, false])('clients read into reused buffers: %s', (adopts) => {
  beforeEach(async () => {
    await bench[Symbol.asyncDispose]()
    bench = await TestBench.open({ adopts })
  })

  test('carries bytes both ways, in order', async () => {
    const { client, server } = await bench.pair()
    const data = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 255))
    client.send(data)
    server.send(data)
    await Promise.all([client.receive(data.length), server.receive(data.length)])
    expect(client.bytes.equals(data)).toBe(true)
    expect(server.bytes.equals(data)).toBe(true)
    expect((await bench.state()).connections).toBe(1)
  })

  test("a client's FIN leaves the other way open", async () => {
    const { client, server } = await bench.pair()
    client.socket.end('request')
    expect(await server.ended).toBe('fin')
    expect(server.text).toBe('request')
    server.send('answer')
    expect(await client.receive(6)).toBe('answer')
    server.send(' more')
    expect(await client.receive(11)).toBe('answer more')
    server.socket.end()
    expect(await client.ended).toBe('fin')
    await expect.poll(async () => (await bench.state()).connections).toBe(0)
  })

  test("an upstream's FIN leaves the other way open", async () => {
    const { client, server } = await bench.pair()
    server.socket.end('greeting')
    expect(await client.ended).toBe('fin')
    client.send('still here')
    expect(await server.receive(10)).toBe('still here')
    client.socket.end()
    expect(await server.ended).toBe('fin')
    await expect.poll(async () => (await bench.state()).connections).toBe(0)
  })

  test('a client that went away after its FIN is told of at the first write to it, not at the second', async () => {
    const { client, server } = await bench.pair()
    client.socket.destroy()
    expect(await server.ended).toBe('fin')
    server.send('anybody there?')
    // The server reads no longer either; the proxy has torn its side down with an RST.
    await expect.poll(async () => (await bench.state()).connections).toBe(0)
    server.socket.destroy()
  })

  test.each(['client', 'server'] as const)('an RST from the %s arrives as an RST', async (from) => {
    const pair = await bench.pair()
    const other = from === 'client' ? pair.server : pair.client
    pair[from].socket.resetAndDestroy()
    expect(await other.ended).toBe('ECONNRESET')
    await expect.poll(async () => (await bench.state()).connections).toBe(0)
  })

  test('a reader that stops stops the writer: the buffer is bounded', async () => {
    const { client, server } = await bench.pair()
    server.socket.pause()
    let sent = 0
    const chunk = Buffer.alloc(65_536)
    // Loopback's own buffers grow to some MiB on both sides of the proxy; a proxy without bound would take all of it.
    const limit = 256 * 1024 * 1024
    while (sent < limit && (client.socket.write(chunk) || (await drainOrQuiet(client.socket))))
      sent += chunk.length
    expect(sent).toBeLessThan(limit / 4)
    server.socket.resume()
    await expect.poll(() => client.socket.writableLength, { timeout: 5_000 }).toBe(0)
  })
})

test('a client whose upstream refuses is closed, and the next one is served', async () => {
  const { upstream } = bench
  await bench.call('PATCH', '/proxies/link', { upstream: '127.0.0.1:1' })
  const refused = await dial(bench.listen)
  await refused.ended
  await bench.call('PATCH', '/proxies/link', { upstream: upstream.address })
  const { client, server } = await bench.pair()
  client.send('x')
  expect(await server.receive(1)).toBe('x')
  expect((await bench.state()).connections).toBe(1)
})

test('an upstream that does not answer neither blocks accepting nor holds clients for ever', async () => {
  await using silent = await silentUpstream()
  await bench.call('PATCH', '/proxies/link', { upstream: silent.address })
  const clients = await Promise.all(Array.from({ length: 4 }, () => dial(bench.listen)))
  await expect.poll(async () => (await bench.state()).connections).toBe(4)
  await Promise.all(clients.map(({ ended }) => ended))
  expect((await bench.state()).connections).toBe(0)
})

test('disabling ends connections with FIN and refuses new ones; enabling takes them again', async () => {
  const { client, server } = await bench.pair()
  client.send('unread')
  await bench.call('PATCH', '/proxies/link', { enabled: false })
  expect(await client.ended).toBe('fin')
  expect(await server.ended).toBe('fin')
  await expect(dial(bench.listen)).rejects.toThrow('ECONNREFUSED')
  expect((await bench.state()).connections).toBe(0)
  await bench.call('PATCH', '/proxies/link', { enabled: true })
  await bench.pair()
})

test('disabling ends with FIN also while unread data of the client is queued', async () => {
  const { client, server } = await bench.pair()
  server.socket.pause()
  client.send(Buffer.alloc(32 * 1024 * 1024))
  await quiet(100)
  await bench.call('PATCH', '/proxies/link', { enabled: false })
  expect(await client.ended).toBe('fin')
})

test('a changed upstream drops connections and goes to the new one; the same one leaves them alone', async () => {
  const { client, server } = await bench.pair()
  await bench.call('PATCH', '/proxies/link', { upstream: bench.upstream.address, listen: bench.listen })
  client.send('x')
  expect(await server.receive(1)).toBe('x')
  await bench.call('PATCH', '/proxies/link', { upstream: '127.0.0.1:1' })
  expect(await client.ended).toBe('fin')
})

test('deleting the proxy closes its connections', async () => {
  const { client } = await bench.pair()
  await bench.call('DELETE', '/proxies/link')
  expect(await client.ended).toBe('fin')
})

async function drainOrQuiet(socket: NodeJS.EventEmitter): Promise<boolean> {
  return Promise.race([once(socket, 'drain').then(() => true), quiet(300).then(() => false)])
}

/** A port on which connecting hangs: a listener that never accepts, its queue full. */
async function silentUpstream() {
  const worker = new Worker(
    `const { createServer } = require('node:net')
     const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       require('node:worker_threads').parentPort.postMessage(server.address().port)
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
    { eval: true },
  )
  const [port] = (await once(worker, 'message')) as [number]
  const address = `127.0.0.1:${port}`
  // A queue of 1 takes two; those after it hang.
  const fillers = await Promise.all([dial(address), dial(address)])
  return {
    address,
    async [Symbol.asyncDispose]() {
      for (const { socket } of fillers) socket.destroy()
      await worker.terminate()
    },
  }
}
