import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

const hex = (text: string) => Buffer.from(text).toString('hex')
const swallow = (pattern: string, more: object = {}) => bench.addToxic('swallow_from', { pattern, ...more })
const affected = async () => (await bench.state()).toxics[0].affected

test('passes up to the pattern, swallows from its first byte on, and leaves the other direction alone', async () => {
  await swallow(hex('DRAIN'))
  const { client, server } = await bench.pair()
  server.send('hello DRAIN tail')
  expect(await client.receive(6)).toBe('hello ')
  await expect.poll(async () => (await affected()).bytes).toBe(10)
  server.send('more')
  await expect.poll(affected).toEqual({ connections: 1, bytes: 14 })
  client.send('DRAIN up')
  expect(await server.receive(8)).toBe('DRAIN up')
  expect(client.text).toBe('hello ')
})

test.each(['FIN', 'RST'])('the client sees neither FIN nor RST when the sender goes by %s', async (how) => {
  await swallow('88??03e9')
  const { client, server } = await bench.pair()
  server.send(Buffer.from('81016188020fa188', 'hex'))
  server.send(Buffer.from('0203e9', 'hex'))
  await expect.poll(async () => (await affected()).bytes).toBe(4)
  if (how === 'FIN') server.socket.end()
  else server.socket.resetAndDestroy()
  await quiet(150)
  client.send('pong')
  await quiet()
  expect(client.seen).toBeUndefined()
  expect(client.bytes.toString('hex')).toBe('81016188020fa1')
  await bench.removeToxic('swallow_from_downstream')
  expect(await client.ended).toBe('fin')
  expect(await bench.lastRemoved()).toMatchObject({ affected: { connections: 1 } })
})

test('connections on which the pattern never appears go on, also after removal; their FIN passes', async () => {
  await swallow(hex('DRAIN'))
  const { client, server } = await bench.pair()
  server.send('DRAI')
  server.send('NED? no: DRAI-')
  const other = await bench.pair()
  other.server.send('quiet DRA')
  expect(await other.client.receive(9)).toBe('quiet DRA')
  await bench.removeToxic('swallow_from_downstream')
  other.server.socket.end(' end')
  expect(await other.client.ended).toBe('fin')
  expect(other.client.text).toBe('quiet DRA end')
  expect(await client.ended).toBe('fin')
  expect(await bench.lastRemoved()).toMatchObject({ affected: { connections: 1 } })
})

test('a beginning is delivered before the end of the stream', async () => {
  await swallow(hex('DRAIN'))
  const { client, server } = await bench.pair()
  server.socket.end('a DRAI')
  expect(await client.ended).toBe('fin')
  expect(client.text).toBe('a DRAI')
})

test('keep = 1 delivers the pattern and swallows what follows, cut or not', async () => {
  await swallow(hex('DRAIN'), { keep: 1 })
  const whole = await bench.pair()
  whole.server.send('a DRAIN tail')
  expect(await whole.client.receive(7)).toBe('a DRAIN')
  const cut = await bench.pair()
  cut.server.send('a DRA')
  expect(await cut.client.receive(5)).toBe('a DRA')
  cut.server.send('IN tail')
  expect(await cut.client.receive(7)).toBe('a DRAIN')
  await expect.poll(affected).toEqual({ connections: 2, bytes: 10 })
  expect([whole.client.text, cut.client.text]).toEqual(['a DRAIN', 'a DRAIN'])
})

test('works beside a second one on the same stream, as for a message followed by a close frame', async () => {
  await bench.addToxic('swallow_from', { pattern: hex('DRAIN'), keep: 1 }, { name: 'after' })
  await bench.addToxic('swallow_from', { pattern: '88??0fa1' }, { name: 'frame' })
  const drained = await bench.pair()
  const closed = await bench.pair()
  drained.server.send('a DRAIN b')
  closed.server.send(Buffer.from('6288020fa1', 'hex'))
  expect(await drained.client.receive(7)).toBe('a DRAIN')
  expect(await closed.client.receive(1)).toBe('b')
  const counts = async () =>
    (await bench.state()).toxics.map(({ affected }: { affected: object }) => affected)
  await expect.poll(counts).toEqual([
    { connections: 1, bytes: 2 },
    { connections: 1, bytes: 4 },
  ])
})

test('toxics added to a connection under way match from there on', async () => {
  const { client, server } = await bench.pair()
  server.send('DRAIN ')
  await client.receive(6)
  await swallow(hex('DRAIN'))
  server.send('ok DRAIN')
  expect(await client.receive(9)).toBe('DRAIN ok ')
  await expect.poll(affected).toEqual({ connections: 1, bytes: 5 })
})
