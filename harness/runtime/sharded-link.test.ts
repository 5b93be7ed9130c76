import { expect, test } from 'vitest'
import type { Link, LinkToxic } from './links.ts'
import { shardedLink } from './sharded-link.ts'

function part(port: number): Link & { readonly log: string[] } {
  const log: string[] = []
  const affected = { connections: port, bytes: 0 }
  const toxic: LinkToxic = { name: 'latency', type: 'latency', stream: 'upstream', affected }
  const address = { host: '127.0.0.1', port }
  return {
    log,
    name: 'hosts-relay-1',
    from: 'hosts',
    to: 'relay-1',
    address,
    reach: address,
    addToxic: async ({ name }) => void log.push(`add ${name}`),
    removeToxic: async (name) => void log.push(`remove ${name}`),
    reset: async () => port,
    disable: async () => void log.push('disable'),
    enable: async () => void log.push('enable'),
    route: async () => void log.push('route'),
    state: async () => ({ toxics: [toxic], removed: [toxic], connections: port, turns: 10 * port }),
  }
}

test('acts on every part and is seen as one', async () => {
  const parts = [part(1), part(2)] as const
  const link = shardedLink([...parts])
  await link.addToxic({ name: 'x', type: 'latency', stream: 'upstream', attributes: {} })
  await link.removeToxic('x')
  expect(await link.reset()).toBe(3)
  await link.disable()
  await link.enable()
  await link.route()
  for (const { log } of parts) expect(log).toEqual(['add x', 'remove x', 'disable', 'enable', 'route'])
  const state = await link.state()
  expect([state.connections, state.turns]).toEqual([3, 30])
  expect(state.toxics.map(({ affected }) => affected?.connections)).toEqual([3])
  expect(state.removed).toHaveLength(1)
  expect(link.name).toBe('hosts-relay-1')
})

test('what one toxic did is the sum over all parts, whichever of them it was', async () => {
  const shards = [part(1), part(2)].map((shard, index) => ({
    ...shard,
    state: async () => {
      const did = (connections: number): LinkToxic => ({
        name: 'reset_now',
        type: 'reset_peer',
        stream: 'downstream',
        affected: { connections, bytes: 10 * connections },
        measured: { accepted: 1, waits: 2, waitedMs: 3, requests: 7, answers: 5, waitedBytes: 5 },
      })
      // An earlier fault of that name, and the newest one, of which only the first part was hit.
      return {
        toxics: [did(index === 0 ? 4 : 0)],
        removed: [did(1), did(index === 0 ? 7 : 0)],
        connections: 0,
      }
    },
  })) as unknown as [Link, Link]
  const { toxics, removed } = await shardedLink(shards).state()
  const sums = { bytes: expect.any(Number), connections: expect.any(Number) }
  expect(toxics).toMatchObject([
    {
      affected: { ...sums, connections: 4 },
      measured: { accepted: 2, waits: 4, waitedMs: 6, requests: 14, answers: 10, waitedBytes: 10 },
    },
  ])
  expect(removed?.map(({ affected }) => affected)).toEqual([
    { connections: 2, bytes: 20 },
    { connections: 7, bytes: 70 },
  ])
})

test('of one part it is that part', () => {
  const only = part(1)
  expect(shardedLink([only])).toBe(only)
})
