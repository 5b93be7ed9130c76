import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { quiet, streams, TestBench } from '../testing/bench.ts'
import type { Peer } from '../testing/peer.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

async function works({ client, server }: { client: Peer; server: Peer }): Promise<void> {
  const [up, down] = [server.received + 2, client.received + 4]
  client.send('up')
  await server.receive(up)
  server.send('down')
  await client.receive(down)
}

describe.each(streams)('listed under %s', (stream) => {
  test('a new connection is accepted, stays open and swallows data and ends both ways', async () => {
    await bench.addToxic('blackhole', {}, { stream })
    const { client, server } = await bench.pair()
    client.send('up')
    server.socket.end('down')
    await expect.poll(async () => (await bench.affected()).bytes).toBe(6)
    await quiet()
    client.send('!')
    await expect.poll(() => bench.affected()).toEqual({ connections: 1, bytes: 7 })
    expect([client.seen, server.seen, client.text, server.text]).toEqual([undefined, undefined, '', ''])
  })

  test('an RST of one side does not reach the other', async () => {
    await bench.addToxic('blackhole', {}, { stream })
    const { client, server } = await bench.pair()
    server.socket.resetAndDestroy()
    await quiet(100)
    client.send('still there')
    await quiet()
    expect(client.seen).toBeUndefined()
  })

  test('older connections are not touched, nor by an update', async () => {
    const older = await bench.pair()
    await bench.addToxic('blackhole', {}, { stream, name: 'hole', toxicity: 0 })
    const missed = await bench.pair()
    await bench.updateToxic('hole', { toxicity: 1 })
    await works(older)
    await works(missed)
    await bench.removeToxic('hole')
    await works(older)
    expect(await bench.lastRemoved()).toMatchObject({ affected: { connections: 0, bytes: 0 } })
  })

  test('removal closes what it has taken hold of, also what was idle, and new connections work', async () => {
    await bench.addToxic('blackhole', {}, { stream, name: 'hole' })
    const [busy, idle] = [await bench.pair(), await bench.pair()]
    busy.client.send('swallowed')
    await bench.removeToxic('hole')
    for (const { client, server } of [busy, idle]) {
      expect(await client.ended).toBe('fin')
      expect(await server.ended).toBe('fin')
    }
    await works(await bench.pair())
  })

  test('an update that leaves it on leaves its connections alone; one that switches it off closes them', async () => {
    await bench.addToxic('blackhole', {}, { stream, name: 'hole' })
    const { client } = await bench.pair()
    await bench.updateToxic('hole', { toxicity: 1 })
    await quiet()
    expect(client.seen).toBeUndefined()
    await bench.updateToxic('hole', { toxicity: 0 })
    expect(await client.ended).toBe('fin')
  })

  test('other toxics on the connection keep acting', async () => {
    await bench.addToxic('blackhole', {}, { stream })
    const { client } = await bench.pair()
    await bench.addToxic('reset_peer', {}, { name: 'now' })
    expect(await client.ended).toBe('ECONNRESET')
  })
})

test('the toxicity is the share of new connections', async () => {
  await bench.addToxic('blackhole', {}, { toxicity: 0.5 })
  const pairs = []
  for (let i = 0; i < 40; i++) pairs.push(await bench.pair())
  for (const { client } of pairs) client.send('x')
  await bench.removeToxic('blackhole_downstream')
  const hung = await Promise.all(
    pairs.map(({ client, server }) =>
      Promise.race([client.ended.then(() => 1), server.receive(1).then(() => 0)]),
    ),
  )
  const count = hung.reduce<number>((sum, one) => sum + one, 0)
  // Fixed by the seed.
  expect(count).toBeGreaterThan(10)
  expect(count).toBeLessThan(30)
  expect(await bench.lastRemoved()).toMatchObject({
    affected: { connections: count },
    measured: { accepted: 40 },
  })
})
