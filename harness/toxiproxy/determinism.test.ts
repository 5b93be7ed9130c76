import { afterEach, expect, test, vi } from 'vitest'
import { quiet, TestBench } from './testing/bench.ts'
import type { Peer } from './testing/peer.ts'
import { DelayLine } from './toxics/delay-line.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** What a fresh server of this seed does to the same 16 connections: which it takes hold of, each delay, each cut. */
async function behaviour(seed: number): Promise<{ held: string; delays: number[]; cut: number }> {
  await using bench = await TestBench.open({ seed })
  const push = vi.spyOn(DelayLine.prototype, 'push')
  await bench.addToxic('hang', {}, { toxicity: 0.4 })
  await bench.addToxic('slicer', { average_size: 50, size_variation: 40 }, { toxicity: 0.7 })
  await bench.addToxic('latency', { latency: 5, jitter: 5 }, { stream: 'upstream' })
  let held = ''
  for (let i = 0; i < 16; i++) {
    const { client, server } = await bench.pair()
    const { bytes } = await swallowed(bench)
    client.socket.end('request')
    await server.ended
    server.socket.end(Buffer.alloc(60))
    held += await fate(bench, client, bytes)
  }
  const delays = push.mock.calls.map(([, delay]) => delay)
  push.mockRestore()
  const [, , slicer] = (await bench.state()).toxics
  return { held, delays, cut: slicer.affected.bytes }
}

/** The toxics are listed upstream first: the second is `hang`. */
async function swallowed(bench: TestBench): Promise<{ bytes: number }> {
  return (await bench.state()).toxics[1].affected
}

/** Whether the connection was taken hold of (#) or ended (.). */
async function fate(bench: TestBench, client: Peer, before: number): Promise<string> {
  for (;;) {
    if (client.seen) return '.'
    if ((await swallowed(bench)).bytes > before) return '#'
    await quiet(1)
  }
}

test('two servers of one seed treat the same sequence of connections alike; another seed does not', async () => {
  const one = await behaviour(7)
  expect(one.held).toMatch(/#.*\.|\..*#/)
  expect(new Set(one.delays).size).toBe(16)
  expect(one.cut).toBeGreaterThan(0)
  expect(await behaviour(7)).toEqual(one)
  const other = await behaviour(8)
  expect(other.held).not.toBe(one.held)
  expect(other.delays).not.toEqual(one.delays)
})
