import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

test.each(['older', 'newer'])('swallows its direction on a connection %s than the toxic', async (age) => {
  const older = await bench.pair()
  await bench.addToxic('hang')
  const { client, server } = age === 'older' ? older : await bench.pair()
  server.send('lost')
  await expect.poll(() => bench.affected()).toEqual({ connections: 1, bytes: 4 })
  client.send('still heard')
  expect(await server.receive(11)).toBe('still heard')
  expect(client.text).toBe('')
})

/** Share of a while in which the event loop did not wait. */
async function busyShare(ms: number): Promise<number> {
  const before = performance.eventLoopUtilization()
  await quiet(ms)
  return performance.eventLoopUtilization(before).utilization
}

test.each(['FIN', 'RST'])(
  'holds the client open after the upstream has gone by %s, without spinning',
  async (how) => {
    await bench.addToxic('hang')
    const { client, server } = await bench.pair()
    if (how === 'FIN') server.socket.end()
    else server.socket.resetAndDestroy()
    const busy = []
    for (let look = 0; look < 5; look++) busy.push(await busyShare(100))
    // A spinning loop is busy all the time; what else this process does, it does now and then.
    expect(Math.min(...busy)).toBeLessThan(0.6)
    client.send('still connected')
    await quiet()
    expect(client.seen).toBeUndefined()
  },
)

test('on both streams it holds each side open after the other has ended', async () => {
  const pairs = [await bench.pair(), await bench.pair()] as const
  for (const stream of ['upstream', 'downstream']) await bench.addToxic('hang', {}, { stream })
  pairs[0].client.socket.end()
  pairs[1].server.socket.end()
  await quiet(150)
  expect([pairs[0].server.seen, pairs[1].client.seen]).toEqual([undefined, undefined])
})

test('removal closes all that it had taken hold of, idle or not; later ones pass', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('hang')
  expect((await bench.removeToxic('hang_downstream')).status).toBe(204)
  expect([await client.ended, await server.ended]).toEqual(['fin', 'fin'])
  expect(await bench.lastRemoved()).toMatchObject({ type: 'hang', affected: { connections: 1, bytes: 0 } })
  const next = await bench.pair()
  next.server.send('x')
  expect(await next.client.receive(1)).toBe('x')
})
