import { expect, test } from 'vitest'
import { quiet, TestBench } from '../testing/bench.ts'

/** Which of 24 connections a timeout toxic of toxicity 0.5 closed when it was removed. */
async function hitBySeed(seed: number): Promise<string> {
  await using bench = await TestBench.open({ seed })
  await bench.addToxic('timeout', {}, { toxicity: 0.5 })
  const pairs = []
  for (let i = 0; i < 24; i++) pairs.push(await bench.pair())
  for (const { server } of pairs) server.send('x')
  await bench.removeToxic('timeout_downstream')
  // The connections not hit are alive: what was sent comes through.
  return (await Promise.all(pairs.map(({ client }) => Promise.race([client.ended, client.receive(1)]))))
    .map((seen) => (seen === 'fin' ? '#' : '.'))
    .join('')
}

test('rolls are per connection, and reproducible by the seed', async () => {
  const hit = await hitBySeed(5)
  expect(hit).toMatch(/#/)
  expect(hit).toMatch(/\./)
  expect(await hitBySeed(5)).toBe(hit)
  expect(await hitBySeed(6)).not.toBe(hit)
})

test.each(['timeout', 'reset_peer'])('toxicity 0 of %s acts on nothing, old or new', async (type) => {
  await using bench = await TestBench.open()
  const old = await bench.pair()
  await bench.addToxic(type, {}, { toxicity: 0 })
  for (const { client, server } of [old, await bench.pair()]) {
    server.send('x')
    expect(await client.receive(1)).toBe('x')
  }
  await bench.removeToxic(`${type}_downstream`)
  expect(await bench.lastRemoved()).toMatchObject({ affected: { connections: 0, bytes: 0 } })
  await quiet()
  expect(old.client.seen).toBeUndefined()
})

test('a changed toxicity is rolled again on open connections', async () => {
  await using bench = await TestBench.open()
  const { client, server } = await bench.pair()
  await bench.addToxic('latency', { latency: 600_000 }, { toxicity: 0 })
  server.send('a')
  expect(await client.receive(1)).toBe('a')
  await bench.updateToxic('latency_downstream', { toxicity: 1 })
  server.send('b')
  await quiet()
  expect(client.text).toBe('a')
  await bench.updateToxic('latency_downstream', { toxicity: 0 })
  expect(await client.receive(2)).toBe('ab')
})
