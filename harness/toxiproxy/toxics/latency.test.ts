import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

/** Longer than any test: everything that comes through did not wait for it. */
const endless = 600_000

test('delays its own direction only, and never by less than asked for', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: 150 })
  client.send('up')
  await server.receive(2)
  const before = performance.now()
  server.send('down')
  await client.receive(4)
  const took = performance.now() - before
  expect(took).toBeGreaterThanOrEqual(150)
  expect(took).toBeLessThan(150 + 1_000)
  expect((await bench.state()).toxics[0].affected).toEqual({ connections: 1, bytes: 4 })
})

test('tells how long pieces really waited; one that is let go by its removal tells nothing', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: 40 })
  server.send('down')
  await client.receive(4)
  const { measured } = (await bench.state()).toxics[0]
  expect(measured.waits).toBe(1)
  expect(measured.waitedMs).toBeGreaterThanOrEqual(40)
  await bench.removeToxic('latency_downstream')

  await bench.addToxic('latency', { latency: endless })
  server.send('more')
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(4)
  await bench.removeToxic('latency_downstream')
  await client.receive(8)
  expect(await bench.lastRemoved()).toMatchObject({ measured: { waits: 0 } })
})

test('keeps order and content under jitter, and the end comes last', async () => {
  await bench.addToxic('latency', { latency: 10, jitter: 10 }, { stream: 'upstream' })
  const { client, server } = await bench.pair()
  let sent = ''
  for (let i = 0; i < 200; i++) {
    sent += `${i},`
    client.send(`${i},`)
    if (i % 10 === 0) await quiet(1)
  }
  client.socket.end()
  expect(await server.ended).toBe('fin')
  expect(server.text).toBe(sent)
})

test('is added to open connections and flushed at once on removal, in order', async () => {
  const { client, server } = await bench.pair()
  server.send('before ')
  await client.receive(7)
  await bench.addToxic('latency', { latency: endless })
  server.send('during ')
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(7)
  server.socket.end('end')
  await quiet()
  expect(client.text).toBe('before ')
  expect((await bench.removeToxic('latency_downstream')).status).toBe(204)
  expect(await client.ended).toBe('fin')
  expect(client.text).toBe('before during end')
})

test('an update applies to what is waiting', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: endless })
  server.send('x')
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(1)
  await bench.updateToxic('latency_downstream', { attributes: { latency: 1 } })
  expect(await client.receive(1)).toBe('x')
})

test('what two toxics hold passes the second one after the first', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: endless }, { name: 'one' })
  await bench.addToxic('latency', { latency: endless }, { name: 'two' })
  server.send('x')
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(1)
  await bench.removeToxic('one')
  await quiet()
  expect(client.text).toBe('')
  await bench.removeToxic('two')
  expect(await client.receive(1)).toBe('x')
})

test('keeps back a bounded amount, and nothing is lost', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: endless })
  const data = Buffer.alloc(32 * 1024 * 1024, 'abcdefg')
  server.send(data)
  const held = async () => (await bench.state()).toxics[0].affected.bytes as number
  await expect.poll(held).toBeGreaterThan(4_000_000)
  await quiet()
  expect(await held()).toBeLessThan(5_000_000)
  await bench.removeToxic('latency_downstream')
  await client.receive(data.length)
  expect(client.bytes.equals(data)).toBe(true)
})

test('a connection that goes away with data waiting is forgotten', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: endless })
  server.send('x')
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(1)
  client.socket.resetAndDestroy()
  expect(await server.ended).toBe('ECONNRESET')
  await expect.poll(async () => (await bench.state()).connections).toBe(0)
})
