import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { randomStream } from '../random.ts'
import { TestBench } from '../testing/bench.ts'
import type { Peer } from '../testing/peer.ts'

// The buffers that an upstream's bytes land in are used again and lent from one connection to the next: whatever the
// reader's pace, each client must get its own upstream's bytes and nothing of another's.

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

const random = randomStream(1, 'landing')

/** Bytes that differ from one place and one connection to the next. */
function content(bytes: number): Buffer {
  const words = new Uint32Array(bytes / 4)
  let state = Math.floor(random() * 2 ** 32)
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    words[i] = state
  }
  return Buffer.from(words.buffer)
}

const digest = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex')

/** Stops reading every so often, until writes to it no longer go through in one piece. */
function readInFits({ socket }: Peer): void {
  socket.on('data', () => {
    if (random() > 0.02) return
    socket.pause()
    setTimeout(() => socket.resume(), 20 * random())
  })
}

/** Sends pieces from single bytes to a megabyte. */
function sendInPieces(peer: Peer, data: Buffer): void {
  for (let at = 0; at < data.length; ) {
    const size = Math.ceil(2 ** (20 * random()))
    peer.send(data.subarray(at, at + size))
    at += size
  }
}

test('many upstreams at once, read at changing pace: to each client its own bytes, in order', async () => {
  const pairs = await Promise.all(
    Array.from({ length: 8 }, async () => ({ ...(await bench.pair()), data: content(12_000_000) })),
  )
  for (const { client, server, data } of pairs) {
    readInFits(client)
    sendInPieces(server, data)
  }
  await Promise.all(pairs.map(({ client, data }) => client.receive(data.length)))
  expect(pairs.map(({ client }) => digest(client.bytes))).toEqual(pairs.map(({ data }) => digest(data)))
})

test('toxics come and go while an upstream sends: nothing is lost, changed or out of order', async () => {
  const { client, server } = await bench.pair()
  const data = content(24_000_000)
  readInFits(client)
  sendInPieces(server, data)
  for (let round = 0; client.received < data.length && round < 40; round++) {
    await bench.addToxic('latency', { latency: 3, jitter: 3 })
    await bench.removeToxic('latency_downstream')
  }
  await client.receive(data.length)
  expect(digest(client.bytes)).toBe(digest(data))
})

test('a client that stops reading stops its upstream: the buffer is bounded', async () => {
  const { client, server } = await bench.pair()
  client.socket.pause()
  const limit = 256 * 1024 * 1024
  for (let sent = 0; sent < limit; sent += 1_048_576) server.send(Buffer.alloc(1_048_576))
  let left = Number.NaN
  while (left !== server.socket.writableLength) {
    left = server.socket.writableLength
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  // Loopback's own buffers take some MiB on both sides of the proxy; a proxy without bound would take all of it.
  expect(left).toBeGreaterThan((limit * 3) / 4)
  client.socket.resume()
  await expect.poll(() => client.received, { timeout: 8_000 }).toBe(limit)
})
