import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'
import { startDial } from '../testing/peer.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

test.each(['downstream', 'upstream'])(
  '0 on %s resets idle open connections at once, both ends',
  async (stream) => {
    const pairs = [await bench.pair(), await bench.pair()]
    await bench.addToxic('reset_peer', { timeout: 0 }, { stream })
    for (const { client, server } of pairs) {
      expect(await client.ended).toBe('ECONNRESET')
      expect(await server.ended).toBe('ECONNRESET')
    }
    expect((await bench.state()).connections).toBe(0)
  },
)

test('0 followed at once by its removal resets exactly the connections open at that moment', async () => {
  const open = [await bench.pair(), await bench.pair(), await bench.pair()]
  await bench.addToxic('reset_peer', {}, { name: 'now' })
  await bench.removeToxic('now')
  const later = await bench.pair()
  for (const { client } of open) expect(await client.ended).toBe('ECONNRESET')
  later.server.send('x')
  expect(await later.client.receive(1)).toBe('x')
  expect(await bench.lastRemoved()).toMatchObject({ name: 'now', affected: { connections: 3, bytes: 0 } })
  expect((await bench.state()).connections).toBe(1)
})

test('0 resets connections newer than the toxic', async () => {
  await bench.addToxic('reset_peer')
  expect(await startDial(bench.listen).ended).toBe('ECONNRESET')
})

test('resets after the delay, with or without data, which is swallowed meanwhile', async () => {
  const idle = await bench.pair()
  await bench.addToxic('reset_peer', { timeout: 150 })
  const busy = await bench.pair()
  busy.server.send('swallowed')
  expect(await idle.client.ended).toBe('ECONNRESET')
  expect(await busy.client.ended).toBe('ECONNRESET')
  expect(busy.client.text).toBe('')
  expect((await bench.state()).toxics[0].affected).toEqual({ connections: 2, bytes: 9 })
})

test('removed before its delay is over it leaves untouched connections alone and resets those with a hole', async () => {
  const idle = await bench.pair()
  const busy = await bench.pair()
  await bench.addToxic('reset_peer', { timeout: 600_000 })
  busy.server.send('hole')
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(4)
  await bench.removeToxic('reset_peer_downstream')
  expect(await busy.client.ended).toBe('ECONNRESET')
  idle.server.send('x')
  expect(await idle.client.receive(1)).toBe('x')
})

test('resets a client that does not read, with data under way', async () => {
  const { client, server } = await bench.pair()
  client.socket.pause()
  server.send(Buffer.alloc(16 * 1024 * 1024))
  await quiet()
  await bench.addToxic('reset_peer')
  client.socket.resume()
  expect(await client.ended).toBe('ECONNRESET')
})
