import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { now } from '../journal/clock.ts'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { ToxicSpec } from '../runtime/links.ts'
import { quiet, TestBench } from '../toxiproxy/testing/bench.ts'
import { dial } from '../toxiproxy/testing/peer.ts'
import type { OpenFault } from './fault.ts'
import { createFaults, type Faults } from './faults.ts'
import { linkOf } from './fixtures/link-of.ts'

let bench: TestBench
let faults: Faults
let journal: ReturnType<typeof memoryJournal>

beforeEach(async () => {
  bench = await TestBench.open()
  journal = memoryJournal()
  faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.1)
})
afterEach(() => bench[Symbol.asyncDispose]())

const told = () => eventsOf(journal.events, 'fault').map(({ state, detail }) => `${state} ${detail}`)
/** Without what is told to those who watch, and is no evidence. */
const states = () => told().filter((one) => !one.startsWith('acting'))

const link = (weaken?: (toxic: ToxicSpec) => ToxicSpec) => linkOf(bench, weaken)

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
    await fault.heal()
    expect((await bench.state()).toxics).toEqual([])
    expect(states()).toHaveLength(3)
    // It was seen to act at once, and by how much when it was healed.
    expect(told()[1]).toBe('acting 1 connections affected')
    expect(states()[1]).toMatch(/^observed 1 connections affected, 1 pieces delayed by \d+ ms on average$/)
  })

  test('of a hundredth of what was asked for is no evidence, and says so', async () => {
    const { client, server } = await bench.pair()
    const weak = link((toxic) => ({ ...toxic, attributes: { latency: 30, jitter: 0 } }))
    const fault = await faults.latency(weak, { delay: '30s' })
    client.send('x')
    await server.receive(1)
    await fault.heal()
    expect(states()).toHaveLength(2)
    expect(states()[1]).toMatch(
      /^healed 1 pieces were delayed by \d+ ms on average, where 3000 ± 0 ms were asked for$/,
    )
  })

  test('that held all back until it was healed has acted', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.latency(link(), { delay: '600s' })
    client.send('x')
    await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(1)
    await fault.heal()
    await server.receive(1)
    expect(states()).toContain('observed 1 connections affected, held back to the end')
  })

  test('counts from when it was first seen to act', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.latency(link(), { delay: '10ms' })
    client.send('x')
    await server.receive(1)
    await quiet(150)
    const healing = now()
    await fault.heal()
    const observed = eventsOf(journal.events, 'fault').find(({ state }) => state === 'observed')!
    expect(observed.at).toBeLessThan(healing - 50e6)
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
    expect(states()).toContainEqual(expect.stringMatching(/^observed 1 connections affected/))
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

test('reset ends what is open and says how many the proxy reset, by number', async () => {
  const { client } = await bench.pair()
  await bench.pair()
  await faults.reset(link())
  expect(await client.ended).toBe('ECONNRESET')
  await bench.pair()
  await faults.reset(link())
  const observed = () => eventsOf(journal.events, 'fault').filter(({ state }) => state === 'observed')
  expect(observed().map(({ connections, detail }) => [connections, detail])).toEqual([
    [2, '2 connections reset'],
    [1, '1 connections reset'],
  ])
})

test('reset leaves what is dialled meanwhile alone, however long the harness stands still', async () => {
  const { client } = await bench.pair()
  const real = link()
  let later: Awaited<ReturnType<typeof bench.pair>> | undefined
  const reset = async () => {
    const connections = await real.reset()
    later = await bench.pair()
    await delay(60)
    return connections
  }
  await faults.reset({ ...real, reset })
  expect(await client.ended).toBe('ECONNRESET')
  later!.client.send('x')
  await later!.server.receive(1)
  expect(states()[1]).toBe('observed 1 connections reset')
})

test('a reset of some is no evidence, and says so', async () => {
  await bench.pair()
  await bench.pair()
  await faults.reset({ ...link(), reset: async () => 1 })
  expect(states()[1]).toBe('healed 1 of 2 open connections were reset')
})

test('silence takes open connections and leaves new ones alone', async () => {
  const old = await bench.pair()
  const fault = await faults.silence(link())
  const { client, server } = await bench.pair()
  old.server.send('x')
  server.send('x')
  await client.receive(1)
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(1)
  expect(old.client.text).toBe('')
  await fault.heal()
  expect(states()).toContain('observed 1 of 1 open connections affected, 1 bytes swallowed')
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
  await expect.poll(async () => (await bench.state()).toxics[0].affected.bytes).toBe(2)
  expect([client.text, server.text]).toEqual(['', ''])
  await fault.heal()
  expect(states()).toContain('observed 1 of 1 new connections affected, asked for a share of 1')
  await faults.loseNewFlows(link(), { probability: 0.5 })
  expect((await bench.state()).toxics).toMatchObject([{ type: 'blackhole', toxicity: 0.5 }])
})

test.each([
  ['of a tenth in place of every second is no evidence', 0.1, false],
  ['of every second is', 0.5, true],
] as const)('loseNewFlows %s', async (_, toxicity, proven) => {
  const fault = await faults.loseNewFlows(
    link((toxic) => ({ ...toxic, toxicity })),
    { probability: 0.5 },
  )
  for (let i = 0; i < 40; i++) (await bench.pair()).client.send('x')
  await fault.heal()
  const { connections } = (await bench.lastRemoved()).affected
  // By the seed; what is lost at all was evidence enough before.
  expect(connections).toBeGreaterThan(0)
  const words = `${connections} of 40 new connections affected, asked for a share of 0.5`
  expect(states()[1]).toBe(proven ? `observed ${words}` : `healed ${words}`)
})

test.each([
  ['as slowly as asked for', 1, true],
  ['at ten times the pace', 0.1, false],
] as const)('trickle %s', async (_, pace, proven) => {
  const { client, server } = await bench.pair()
  const quick = link(({ attributes, ...toxic }) => ({
    ...toxic,
    attributes: { ...attributes, delay: Number(attributes.delay) * pace },
  }))
  const fault = await faults.trickle(quick, { bytes: 2, every: '300ms' })
  client.send('abcdef')
  await server.receive(6)
  await fault.heal()
  expect(states()[1]).toMatch(
    proven
      ? /^observed 1 connections affected, 2 pieces \d+ ms apart on average$/
      : /^healed 2 pieces came \d+ ms apart on average, where 30 ms were asked for$/,
  )
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

test('turnAway closes each new WebSocket with its code until it is healed', async () => {
  const head = 'HTTP/1.1 101 Switching Protocols\r\n\r\n'
  const fault = await faults.turnAway(link())
  const { client, server } = await bench.pair()
  server.send(head)
  expect(await client.ended).toBe('fin')
  expect(client.bytes.subarray(-4).toString('hex')).toBe('880203e9')
  await fault.heal()
  expect(states()).toContain('observed 1 connections affected')
  const other = await bench.pair()
  other.server.send(head)
  expect(await other.client.receive(head.length)).toBe(head)
})
