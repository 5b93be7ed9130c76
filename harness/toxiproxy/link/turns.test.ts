import { afterEach, beforeEach, expect, test } from 'vitest'
import { TestBench } from '../testing/bench.ts'

let bench: TestBench
beforeEach(async () => {
  bench = await TestBench.open()
})
afterEach(() => bench[Symbol.asyncDispose]())

const turns = async () => (await bench.state()).turns

test('a round trip is counted when the client speaks first, and each time it speaks after an answer', async () => {
  const { client, server } = await bench.pair()
  expect(await turns()).toBe(0)
  for (let trip = 1; trip <= 3; trip++) {
    client.send('ask')
    await server.receive(3 * trip)
    expect(await turns()).toBe(trip)
    server.send('answer')
    await client.receive(6 * trip)
  }
  expect(await turns()).toBe(3)
})

test('what is sent without waiting for the answer belongs to the same turn', async () => {
  const { client, server } = await bench.pair()
  client.send('one')
  await server.receive(3)
  client.send('two')
  await server.receive(6)
  expect(await turns()).toBe(1)
})

test('an answer that a toxic still holds is no answer yet', async () => {
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: 5_000 })
  client.send('one')
  await server.receive(3)
  server.send('answer')
  client.send('two')
  await server.receive(6)
  expect(await turns()).toBe(1)
})

test('connections are added up, also those that are gone', async () => {
  for (let number = 1; number <= 2; number++) {
    const { client, server } = await bench.pair()
    client.send('x')
    await server.receive(1)
    client.socket.destroy()
    await server.ended
  }
  expect(await turns()).toBe(2)
})
