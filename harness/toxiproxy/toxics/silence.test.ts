import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

const affected = async () => (await bench.state()).toxics[0].affected

test('open connections fall silent one way and stay open; new ones pass', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('silence', {})
  server.send('lost')
  await expect.poll(affected).toEqual({ connections: 1, bytes: 4 })
  client.send('still heard')
  expect(await server.receive(11)).toBe('still heard')

  const next = await bench.pair()
  next.server.send('x')
  expect(await next.client.receive(1)).toBe('x')
  expect(client.text).toBe('')
})

test.each(['FIN', 'RST'])('the %s of the far side does not arrive', async (how) => {
  const { client, server } = await bench.pair()
  await bench.addToxic('silence', {})
  if (how === 'FIN') server.socket.end()
  else server.socket.resetAndDestroy()
  await quiet(150)
  expect(client.seen).toBeUndefined()
})

test('an update does not reach connections made after it was added', async () => {
  await bench.addToxic('silence', {})
  const { client, server } = await bench.pair()
  await bench.updateToxic('silence_downstream', { toxicity: 1 })
  server.send('x')
  expect(await client.receive(1)).toBe('x')
})

test('removal closes the connections with a hole, and no other', async () => {
  const holed = await bench.pair()
  const whole = await bench.pair()
  await bench.addToxic('silence', {})
  holed.server.send('hole')
  await expect.poll(async () => (await affected()).bytes).toBe(4)
  await bench.removeToxic('silence_downstream')
  expect(await holed.client.ended).toBe('fin')
  whole.server.send('x')
  expect(await whole.client.receive(1)).toBe('x')
})
