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

test.each(['FIN', 'RST'])('0 holds the client open after the upstream has gone by %s', async (how) => {
  await bench.addToxic('timeout', { timeout: 0 })
  const { client, server } = await bench.pair()
  server.send('swallowed')
  await expect.poll(async () => (await affected()).bytes).toBe(9)
  if (how === 'FIN') server.socket.end()
  else server.socket.resetAndDestroy()
  await quiet(150)
  expect([client.seen, client.text]).toEqual([undefined, ''])
  client.send('still connected')
  await quiet()
  expect(client.seen).toBeUndefined()
})

test('0 does not spin after the upstream has gone', async () => {
  await bench.addToxic('timeout', { timeout: 0 })
  const { server } = await bench.pair()
  server.socket.destroy()
  await quiet()
  const before = process.cpuUsage()
  await quiet(300)
  const { user, system } = process.cpuUsage(before)
  // A spinning loop takes all of the 300 ms.
  expect((user + system) / 1_000).toBeLessThan(200)
})

test('removal closes what it had taken hold of, at once', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('timeout', { timeout: 0 })
  server.send('hole')
  await expect.poll(async () => (await affected()).bytes).toBe(4)
  server.socket.end()
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
