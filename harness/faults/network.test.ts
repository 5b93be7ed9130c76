import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import { formatAddress, type Link, type ToxicSpec } from '../runtime/links.ts'
import { quiet, TestBench } from '../toxiproxy/testing/bench.ts'
import { dial } from '../toxiproxy/testing/peer.ts'
import type { OpenFault } from './fault.ts'
import { createFaults, type Faults } from './faults.ts'

let bench: TestBench
let faults: Faults
let journal: ReturnType<typeof memoryJournal>

beforeEach(async () => {
  bench = await TestBench.open()
  journal = memoryJournal()
  faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
})
afterEach(() => bench[Symbol.asyncDispose]())

const states = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)

/** A link over the bench's proxy. */
function link(): Link {
  const [host, port] = bench.listen.split(':')
  const address = { host: host!, port: Number(port) }
  return {
    name: 'link',
    from: 'a',
    to: 'b',
    address,
    reach: address,
    addToxic: async ({ type, attributes, ...more }: ToxicSpec) =>
      void (await bench.addToxic(type, attributes, more)),
    removeToxic: async (name) => void (await bench.removeToxic(name)),
    disable: async () => void (await bench.call('PATCH', '/proxies/link', { enabled: false })),
    enable: async () => void (await bench.call('PATCH', '/proxies/link', { enabled: true })),
    route: async (upstream) =>
      void (await bench.call('PATCH', '/proxies/link', {
        upstream: upstream ? formatAddress(upstream) : bench.upstream.address,
      })),
    state: () => bench.state(),
  }
}

describe('latency', () => {
  test('is scaled, acts both ways, is seen to act, and is gone when healed', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.latency(link(), { delay: '300ms', jitter: '40ms' })
    const { toxics } = await bench.state()
    expect(toxics.map(({ stream, attributes }: ToxicSpec) => [stream, attributes])).toEqual([
      ['upstream', { latency: 30, jitter: 4 }],
      ['downstream', { latency: 30, jitter: 4 }],
    ])
    client.send('x')
    await server.receive(1)
    await expect.poll(states).toContain('observed 1 connections affected')
    await fault.heal()
    expect((await bench.state()).toxics).toEqual([])
    expect(states()).toHaveLength(3)
  })

  test('on answers alone acts downstream alone', async () => {
    await faults.latency(link(), { delay: '300ms', direction: 'answers' })
    const { toxics } = await bench.state()
    expect(toxics.map(({ stream }: ToxicSpec) => stream)).toEqual(['downstream'])
  })

  test('without traffic is never seen to act', async () => {
    await bench.pair()
    const fault = await faults.latency(link(), { delay: '300ms' })
    await quiet(100)
    await fault.heal()
    expect(states()).toEqual([
      'requested 30 ± 0 ms each way on link',
      'healed nothing passed link on which it could act',
    ])
  })

  test('what an earlier one did is no evidence', async () => {
    const { client, server } = await bench.pair()
    const first = await faults.latency(link(), { delay: '10ms' })
    client.send('x')
    await server.receive(1)
    await first.heal()
    await (await faults.latency(link(), { delay: '10ms' })).heal()
    expect(states().filter((state) => state.startsWith('observed'))).toHaveLength(1)
  })

  test('that acted between the last look and the heal was seen', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.latency(link(), { delay: '10ms' })
    client.send('x')
    await server.receive(1)
    await fault.heal()
    expect(states()).toContain('observed 1 connections affected')
  })
})

test('a farewell that never comes is told with the heal, not a fault that did not work', async () => {
  const { client, server } = await bench.pair()
  const farewell = { lastMessage: '{"type":"drain"}', closeCode: 4001 }
  const fault = await faults.loseCloseFrame(link(), farewell)
  server.send('{"type":"ping"}')
  await client.receive(15)
  await fault.heal()
  expect(states().at(-1)).toBe(
    'healed the far side of link never sent its farewell: neither {"type":"drain"} nor a close frame with 4001 passed',
  )
})

test('hang swallows both ways on open and on new connections, and closes them when healed', async () => {
  const old = await bench.pair()
  const fault = await faults.hang(link())
  const { client, server } = await bench.pair()
  for (const peer of [old.client, old.server, client, server]) peer.send('x')
  await expect.poll(states).toContainEqual(expect.stringMatching(/^observed [1-4] connections/))
  expect([old.client.text, old.server.text, client.text, server.text]).toEqual(['', '', '', ''])
  await fault.heal()
  expect(await client.ended).toBe('fin')
  expect(await old.client.ended).toBe('fin')
})

test('silence takes open connections and leaves new ones alone', async () => {
  const old = await bench.pair()
  const fault = await faults.silence(link())
  const { client, server } = await bench.pair()
  old.server.send('x')
  server.send('x')
  await client.receive(1)
  await expect.poll(states).toContain('observed 1 connections affected')
  expect(old.client.text).toBe('')
  await fault.heal()
})

describe('cut', () => {
  test('closes what is open and refuses until it is healed', async () => {
    const { client } = await bench.pair()
    const fault = await faults.cut(link())
    expect(await client.ended).toBe('fin')
    await expect(dial(bench.listen)).rejects.toThrow('ECONNREFUSED')
    expect(states()).toContain('observed 1 connections closed')
    await fault.heal()
    await bench.pair()
  })

  test('without a connection is seen by a dial that is refused', async () => {
    await faults.cut(link())
    expect(states()).toContain('observed a dial was refused')
  })
})

test('loseNewFlows swallows new connections, by its probability, and leaves open ones alone', async () => {
  const old = await bench.pair()
  const fault = await faults.loseNewFlows(link(), { probability: 1 })
  const { client, server } = await bench.pair()
  for (const peer of [client, server, old.client]) peer.send('x')
  expect(await old.server.receive(1)).toBe('x')
  await expect.poll(states).toContain('observed 1 connections affected')
  expect([client.text, server.text]).toEqual(['', ''])
  await fault.heal()
  await faults.loseNewFlows(link(), { probability: 0.5 })
  expect((await bench.state()).toxics).toMatchObject([{ type: 'blackhole', toxicity: 0.5 }])
})

test('trickle is scaled and acts on what is sent alone', async () => {
  await faults.trickle(link(), { bytes: 600, every: '1500ms' })
  const { toxics } = await bench.state()
  expect(toxics).toMatchObject([
    {
      type: 'slicer',
      stream: 'upstream',
      attributes: { average_size: 600, size_variation: 0, delay: 150_000 },
    },
  ])
})
