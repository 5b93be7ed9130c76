import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { randomStream } from '../random.ts'
import { streams, TestBench } from '../testing/bench.ts'
import type { Peer } from '../testing/peer.ts'
import { Landing } from './landing.ts'

// The buffers that bytes land in are used again and lent from one connection to the next: whatever the reader's pace,
// each must get the bytes of its own sender and nothing of another's.

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

describe.each(streams)('%s', (stream) => {
  test('many at once, read at changing pace: to each receiver its own bytes, in order', {
    timeout: 60_000,
  }, async () => {
    const pairs = await Promise.all(
      Array.from({ length: 8 }, async () => ({ ...(await bench.flow(stream)), data: content(8_000_000) })),
    )
    for (const { sender, receiver, data } of pairs) {
      readInFits(receiver)
      sendInPieces(sender, data)
    }
    await Promise.all(pairs.map(({ receiver, data }) => receiver.receive(data.length)))
    expect(pairs.map(({ receiver }) => digest(receiver.bytes))).toEqual(pairs.map(({ data }) => digest(data)))
  })

  test('toxics come and go meanwhile: nothing is lost, changed or out of order', async () => {
    const { sender, receiver } = await bench.flow(stream)
    const data = content(24_000_000)
    readInFits(receiver)
    sendInPieces(sender, data)
    for (let round = 0; receiver.received < data.length && round < 40; round++) {
      await bench.addToxic('latency', { latency: 3, jitter: 3 }, { stream, name: 'late' })
      await bench.removeToxic('late')
    }
    await receiver.receive(data.length)
    expect(digest(receiver.bytes)).toBe(digest(data))
  })
})

test('a receiver that stops reading stops its sender: the buffer is bounded', {
  timeout: 60_000,
}, async () => {
  const { sender, receiver } = await bench.flow('downstream')
  receiver.socket.pause()
  const limit = 256 * 1024 * 1024
  for (let sent = 0; sent < limit; sent += 1_048_576) sender.send(Buffer.alloc(1_048_576))
  let left = Number.NaN
  while (left !== sender.socket.writableLength) {
    left = sender.socket.writableLength
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  // Loopback's own buffers take some MiB on both sides of the proxy; a proxy without bound would take all of it.
  expect(left).toBeGreaterThan((limit * 3) / 4)
  receiver.socket.resume()
  await expect.poll(() => receiver.received, { timeout: 50_000 }).toBe(limit)
})

/** Fills the buffer of a landing whose target takes everything. @returns the next, a large one */
function borrow(landing: Landing): Buffer {
  landing.used(landing.buffer.length, false)
  return landing.buffer
}

test('a buffer that is still being sent goes to no other connection; one that was sent does', () => {
  const one = new Landing()
  const first = borrow(one)
  one.used(first.length, true)
  const second = one.buffer
  one.used(1, true)
  const inUse = new Set([first, second])
  const others = Array.from({ length: 20 }, () => borrow(new Landing()))
  expect(others.filter((buffer) => inUse.has(buffer))).toEqual([])
  one.sent()
  expect(new Set([borrow(new Landing()), borrow(new Landing())])).toEqual(inUse)
})
