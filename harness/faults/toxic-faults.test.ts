import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventsOf } from '../journal/events.ts'
import { memoryJournal } from '../journal/writer.ts'
import type { Link, ToxicSpec } from '../runtime/links.ts'
import { TestBench } from '../toxiproxy/testing/bench.ts'
import type { OpenFault } from './fault.ts'
import { createFaults, type Faults } from './faults.ts'

/** Effects are seen by plain clients of the link, which know nothing of the proxy. */
let bench: TestBench
let faults: Faults
let journal: ReturnType<typeof memoryJournal>

beforeEach(async () => {
  bench = await TestBench.open()
  journal = memoryJournal()
  faults = createFaults({ journal, open: new Set<OpenFault>() }, 0.5)
})
afterEach(() => bench[Symbol.asyncDispose]())

const states = () =>
  eventsOf(journal.events, 'fault')
    .map(({ state, detail }) => `${state} ${detail}`)
    .filter((one) => !one.startsWith('acting'))

/** A link over the bench's proxy. @param weaken what somebody got wrong who means well */
function link(weaken: (attributes: ToxicSpec['attributes']) => ToxicSpec['attributes'] = (same) => same) {
  const own = {
    name: 'link',
    addToxic: async ({ type, attributes, ...more }: ToxicSpec) =>
      void (await bench.addToxic(type, weaken(attributes), more)),
    removeToxic: async (name: string) => void (await bench.removeToxic(name)),
    state: () => bench.state(),
  }
  return own as unknown as Link
}

const attributesSet = async () =>
  (await bench.state()).toxics.map(({ stream, attributes }: ToxicSpec) => [stream, attributes])

describe('bandwidth', () => {
  test('is bytes per second for whoever reads, scaled, and gone when healed', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.bandwidth(link(), { rate: 50, direction: 'answers' })
    expect(await attributesSet()).toEqual([['downstream', { rate: 100 }]])
    const began = performance.now()
    server.send(Buffer.alloc(40_000))
    await client.receive(40_000)
    const ms = performance.now() - began
    // 100 KB/s in real time; how much slower a busy machine makes it says nothing.
    expect(40_000 / ms).toBeLessThanOrEqual(105)
    // The other way is as fast as ever.
    client.send(Buffer.alloc(1_000_000))
    await server.receive(1_000_000)
    await fault.heal()
    expect(states()[1]).toMatch(/^observed 1 connections affected, 40000 bytes passed at \d+(\.\d+)? KB\/s$/)
    expect((await bench.state()).toxics).toEqual([])
  })

  test('at ten times the rate is no evidence, nor is traffic that it does not hold up', async () => {
    const { client, server } = await bench.pair()
    const weak = await faults.bandwidth(
      link(({ rate }) => ({ rate: 10 * Number(rate) })),
      {
        ...{ rate: 50, direction: 'answers' },
      },
    )
    server.send(Buffer.alloc(200_000))
    await client.receive(200_000)
    await weak.heal()
    expect(states()[1]).toMatch(
      /^healed 200000 bytes passed at \d+(\.\d+)? KB\/s, where 100 KB\/s were asked for$/,
    )
    const idle = await faults.bandwidth(link(), { rate: 50 })
    await idle.heal()
    expect(states().at(-1)).toBe('healed nothing passed link on which it could act')
  })

  test('of nothing is refused with the way out', () =>
    expect(() => faults.bandwidth(link(), { rate: 0 })).toThrow(
      'at least 1 KB/s; `hang` lets nothing through',
    ))
})

describe('slice', () => {
  test('gives whoever reads pieces of these sizes, whole and in order', async () => {
    const { client, server } = await bench.pair()
    const sizes: number[] = []
    server.socket.on('data', (chunk) => sizes.push(chunk.length))
    const fault = await faults.slice(link(), { bytes: 10, spread: 4, every: '200ms', direction: 'requests' })
    expect(await attributesSet()).toEqual([
      ['upstream', { average_size: 10, size_variation: 4, delay: 100_000 }],
    ])
    const text = 'a message of fifty bytes that is sent at one time!'
    client.send(text)
    expect(await server.receive(text.length)).toBe(text)
    // A reader that is held up gets some of them together.
    expect(sizes.length).toBeGreaterThanOrEqual(2)
    expect(Math.min(...sizes)).toBeLessThanOrEqual(14)
    await fault.heal()
    expect(states()[1]).toMatch(
      /^observed 1 connections affected, \d+ further pieces of \d+(\.\d+)? bytes on average$/,
    )
  })

  test('of what is no longer than a piece, or into larger pieces, is no evidence', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.slice(link(), { bytes: 100 })
    client.send('short')
    await server.receive(5)
    await fault.heal()
    expect(states().at(-1)).toBe('healed nothing longer than a piece passed link')
    const weak = await faults.slice(
      link((same) => ({ ...same, average_size: 50 })),
      { bytes: 5 },
    )
    client.send('x'.repeat(200))
    await server.receive(205)
    await weak.heal()
    expect(states().at(-1)).toMatch(
      /^healed 3 further pieces of 50 bytes on average, where at most 5 were asked for$/,
    )
  })

  test('with more spread than bytes is refused', () =>
    expect(() => faults.slice(link(), { bytes: 5, spread: 6 })).toThrow('no more spread than bytes'))
})

describe('slowClose', () => {
  test('tells the other side so much later that a connection has ended, and delays nothing else', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.slowClose(link(), { delay: '400ms' })
    const began = performance.now()
    client.send('bye')
    client.socket.end()
    await server.receive(3)
    expect(server.seen).toBeUndefined()
    expect(await server.ended).toBe('fin')
    expect(performance.now() - began).toBeGreaterThanOrEqual(200)
    await fault.heal()
    expect(states()[1]).toMatch(/^observed 1 connections affected, 1 ends \d+ ms late on average$/)
  })

  test('by a tenth of it is no evidence, nor are connections that stay', async () => {
    const { client, server } = await bench.pair()
    const weak = await faults.slowClose(
      link(() => ({ delay: 20 })),
      { delay: '400ms' },
    )
    client.socket.end()
    await server.ended
    await weak.heal()
    expect(states().at(-1)).toMatch(/^healed 1 ends \d+ ms late on average, where 200 ms were asked for$/)
    await bench.pair()
    const none = await faults.slowClose(link(), { delay: '400ms' })
    await none.heal()
    expect(states().at(-1)).toBe('healed no connection of link ended')
  })

  test('that is healed while an end waits lets it go at once', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.slowClose(link(), { delay: '60s' })
    client.socket.end()
    await sleep(50)
    expect(server.seen).toBeUndefined()
    await fault.heal()
    expect(await server.ended).toBe('fin')
    expect(states()[1]).toBe('observed 1 connections affected, their ends held back to the end')
  })
})

describe('limitData', () => {
  test('ends an answer in the middle, for both sides; new connections get as much again', async () => {
    const fault = await faults.limitData(link(), { bytes: 10 })
    for (const _again of [1, 2]) {
      const { client, server } = await bench.pair()
      client.send('a request that is longer than that')
      await server.receive(34)
      server.send('an answer that is longer')
      expect(await client.ended).toBe('fin')
      expect(client.text).toBe('an answer ')
    }
    await fault.heal()
    expect(states()[1]).toMatch(/^observed [12] connections affected$/)
    const { client, server } = await bench.pair()
    server.send('whole again, all of it')
    expect(await client.receive(22)).toBe('whole again, all of it')
  })

  test('that no connection comes to is no evidence', async () => {
    const { client, server } = await bench.pair()
    const fault = await faults.limitData(link(), { bytes: 1_000 })
    server.send('short')
    await client.receive(5)
    await fault.heal()
    expect(states()[1]).toBe('healed no connection of link carried 1000 bytes')
    expect(() => faults.limitData(link(), { bytes: -1 })).toThrow('write a whole number, 0 or more')
  })
})
