import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

const affected = async () => (await bench.state()).toxics[0].affected

test('swallows its direction and closes with FIN after the timeout, which traffic does not re-arm', async () => {
  await bench.addToxic('timeout', { timeout: 200 })
  const { client, server } = await bench.pair()
  client.send('up')
  expect(await server.receive(2)).toBe('up')
  const traffic = setInterval(() => server.send('down'), 20)
  expect(await client.ended).toBe('fin')
  clearInterval(traffic)
  expect(client.text).toBe('')
  expect(await affected()).toMatchObject({ connections: 1, bytes: expect.any(Number) })
})

test('closes an idle connection older than the toxic', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('timeout', { timeout: 50 })
  expect(await client.ended).toBe('fin')
  expect(await server.ended).toBe('fin')
  expect(await affected()).toEqual({ connections: 1, bytes: 0 })
})

test('0 holds an idle connection, and a half-closed one not', async () => {
  await bench.addToxic('timeout', { timeout: 0 })
  const { client, server } = await bench.pair()
  server.send('swallowed')
  await expect.poll(async () => (await affected()).bytes).toBe(9)
  await quiet(150)
  expect([client.seen, client.text]).toEqual([undefined, ''])
  client.send('still connected')
  expect(await server.receive(15)).toBe('still connected')
  client.socket.end()
  expect(await server.ended).toBe('fin')
  expect(await client.ended).toBe('fin')
  expect((await bench.state()).connections).toBe(0)
})

test('removal closes what it had taken hold of, at once', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('timeout', { timeout: 0 })
  server.send('hole')
  await expect.poll(async () => (await affected()).bytes).toBe(4)
  expect((await bench.removeToxic('timeout_downstream')).status).toBe(204)
  expect(await client.ended).toBe('fin')
  expect(client.text).toBe('')
  expect(await bench.lastRemoved()).toMatchObject({ type: 'timeout', affected: { connections: 1, bytes: 4 } })
  const next = await bench.pair()
  next.server.send('x')
  expect(await next.client.receive(1)).toBe('x')
})

test('an update re-arms with the new timeout', async () => {
  const { client } = await bench.pair()
  await bench.addToxic('timeout', { timeout: 0 })
  await bench.updateToxic('timeout_downstream', { attributes: { timeout: 20 } })
  expect(await client.ended).toBe('fin')
})
