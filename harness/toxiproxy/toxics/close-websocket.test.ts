import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n'
const affected = async () => (await bench.state()).toxics[0].affected

test('the handshake passes, a close frame with the code follows, and both ends are closed', async () => {
  await bench.addToxic('close_websocket', { code: 1013 })
  const { client, server } = await bench.pair()
  client.send('GET / HTTP/1.1\r\nupgrade: websocket\r\n\r\n')
  await server.receive(10)
  server.send(upgraded.slice(0, 20))
  server.send(`${upgraded.slice(20)}its first words`)
  expect(await client.ended).toBe('fin')
  expect(client.bytes.toString('hex')).toBe(`${Buffer.from(upgraded).toString('hex')}880203f5`)
  expect(await server.ended).toBe('fin')
  expect(await affected()).toMatchObject({ connections: 1 })
})

test.each([
  ['another answer', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ['no HTTP at all', 'x'.repeat(20_000)],
])('%s passes untouched', async (_, text) => {
  await bench.addToxic('close_websocket', {})
  const { client, server } = await bench.pair()
  server.send(text)
  expect(await client.receive(text.length)).toBe(text)
  server.send('more')
  expect((await client.receive(text.length + 4)).slice(-4)).toBe('more')
  expect(await affected()).toEqual({ connections: 0, bytes: 0 })
})

test('what is open goes on, and so does what is dialled after the removal; half a head is passed on then', async () => {
  const old = await bench.pair()
  await bench.addToxic('close_websocket', {})
  old.server.send(upgraded)
  expect(await old.client.receive(upgraded.length)).toBe(upgraded)
  const { client, server } = await bench.pair()
  server.send(upgraded.slice(0, 30))
  await quiet()
  expect(client.text).toBe('')
  await bench.removeToxic('close_websocket_downstream')
  expect(await client.receive(30)).toBe(upgraded.slice(0, 30))
  server.send(upgraded.slice(30))
  expect(await client.receive(upgraded.length)).toBe(upgraded)
})

test('a code that no frame may bear is refused', async () => {
  for (const code of [999, 5_000, 1.5, 'x'])
    expect(
      await bench.call('POST', '/proxies/link/toxics', { type: 'close_websocket', attributes: { code } }),
    ).toMatchObject({ status: 400 })
})
