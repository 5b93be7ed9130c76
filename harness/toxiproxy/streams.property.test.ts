import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnyToxic, chunking, lossyToxic, passingToxic, pattern } from './testing/arbitraries.ts'
import { quiet, TestBench } from './testing/bench.ts'
import type { Peer } from './testing/peer.ts'

let bench: TestBench
beforeAll(async () => {
  bench = await TestBench.open()
})
afterAll(() => bench[Symbol.asyncDispose]())

/** The same cases in every run; FC_SEED tries others. */
const seed = Number(process.env.FC_SEED ?? 20_260)
const settings = (numRuns: number) => ({ seed, numRuns, endOnFailure: true })

/** Something done to the proxy's toxics while bytes flow. */
type Change =
  | { readonly do: 'add'; readonly toxic: AnyToxic }
  | { readonly do: 'remove'; readonly which: number }
  | { readonly do: 'update'; readonly which: number; readonly toxicity: number }

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), toxic: passingToxic }),
  fc.record({ do: fc.constant('remove' as const), which: fc.nat(9) }),
  fc.record({ do: fc.constant('update' as const), which: fc.nat(9), toxicity: fc.constantFrom(0, 0.5, 1) }),
)

async function add({ type, stream, attributes, toxicity }: AnyToxic, name: string): Promise<void> {
  const { status, text } = await bench.addToxic(type, attributes, { stream, toxicity, name })
  expect(status, text).toBe(200)
}

async function apply(changes: readonly Change[], names: string[]): Promise<void> {
  for (const [index, one] of changes.entries()) {
    const at = one.do === 'add' ? -1 : one.which % Math.max(1, names.length)
    if (one.do === 'add') {
      names.push(`change-${index}`)
      await add(one.toxic, `change-${index}`)
    } else if (names[at] !== undefined) {
      if (one.do === 'update') await bench.updateToxic(names[at], { toxicity: one.toxicity })
      else await bench.removeToxic(names.splice(at, 1)[0]!)
    }
  }
}

/** Sends `sizes` chunks of one pattern, sometimes with a pause, and ends. @returns all of it */
async function sendAll(peer: Peer, sizes: readonly number[], salt: number): Promise<Buffer> {
  const all = pattern(
    sizes.reduce((sum, size) => sum + size, 0),
    salt,
  )
  let at = 0
  for (const [index, size] of sizes.entries()) {
    peer.send(all.subarray(at, at + size))
    at += size
    if (index % 2 === 0) await quiet(0)
  }
  peer.socket.end()
  return all
}

test('under toxics that keep bytes, added, changed and removed meanwhile, both streams arrive whole and in order', async () => {
  const cases = fc.record({
    toxics: fc.array(passingToxic, { maxLength: 5 }),
    changes: fc.array(change, { maxLength: 5 }),
    up: chunking,
    down: chunking,
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ toxics, changes, up, down }) => {
      await bench.call('POST', '/reset')
      for (const [index, toxic] of toxics.entries()) await add(toxic, `start-${index}`)
      const { client, server } = await bench.pair()
      const names = toxics.map((_, index) => `start-${index}`)
      const [sentUp, sentDown] = await Promise.all([
        sendAll(client, up, 1),
        sendAll(server, down, 2),
        apply(changes, names),
      ])
      expect(await Promise.all([client.ended, server.ended])).toEqual(['fin', 'fin'])
      expect(server.bytes.equals(sentUp)).toBe(true)
      expect(client.bytes.equals(sentDown)).toBe(true)
    }),
    settings(60),
  )
}, 60_000)

test('under toxics that lose the rest, what arrives is the beginning of what was sent, also through others', async () => {
  const cases = fc.record({
    before: fc.array(passingToxic, { maxLength: 2 }),
    lossy: lossyToxic,
    after: fc.array(passingToxic, { maxLength: 2 }),
    up: chunking,
    down: chunking,
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ before, lossy, after, up, down }) => {
      await bench.call('POST', '/reset')
      // A connection that is reset while it opens may never be seen by the upstream, so only the one that needs it comes before.
      const first = lossy.type === 'blackhole' ? [...before, lossy] : before
      const then = lossy.type === 'blackhole' ? after : [lossy, ...after]
      for (const [index, toxic] of first.entries()) await add(toxic, `first-${index}`)
      const { client, server } = await bench.pair()
      for (const [index, toxic] of then.entries()) await add(toxic, `then-${index}`)
      const [sentUp, sentDown] = await Promise.all([sendAll(client, up, 1), sendAll(server, down, 2)])
      await quiet(5)
      await bench.call('POST', '/reset')
      await Promise.all([client.ended, server.ended])
      expect(sentUp.subarray(0, server.received).equals(server.bytes)).toBe(true)
      expect(sentDown.subarray(0, client.received).equals(client.bytes)).toBe(true)
    }),
    settings(60),
  )
}, 60_000)
