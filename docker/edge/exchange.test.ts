import { describe, expect, test } from 'vitest'
import { replayHeader } from '../relay/wire.ts'
import { parseEdgeConfig, type RelayRoute } from './config.ts'
import { exchange } from './exchange.ts'
import { Router } from './router.ts'

const route = (machineId: string, region: string): RelayRoute => ({
  machineId,
  region,
  host: '127.0.0.1',
  port: 1,
})
const routes = [route('a1', 'ams'), route('i1', 'iad'), route('a2', 'ams'), route('i2', 'iad')]
const ids = (relays: RelayRoute[]): string[] => relays.map(({ machineId }) => machineId)

describe('Router', () => {
  test('puts the preferred region first and takes turns within each group', () => {
    const router = new Router(routes, replayHeader)
    expect(ids(router.candidates('iad'))).toEqual(['i1', 'i2', 'a1', 'a2'])
    expect(ids(router.candidates('iad'))).toEqual(['i2', 'i1', 'a2', 'a1'])
  })

  test('takes turns over all relays without a preference, or with one that nobody serves', () => {
    const router = new Router(routes, replayHeader)
    expect(ids(router.candidates(undefined))).toEqual(['a1', 'i1', 'a2', 'i2'])
    expect(ids(router.candidates('nrt'))).toEqual(['i1', 'a2', 'i2', 'a1'])
  })

  test('finds replay targets', () => {
    const router = new Router(routes, replayHeader)
    expect(ids(router.targets('instance=i2'))).toEqual(['i2'])
    expect(ids(router.targets('region=ams')).toSorted()).toEqual(['a1', 'a2'])
    expect(router.targets('instance=unknown')).toEqual([])
    expect(router.targets('nonsense')).toEqual([])
  })
})

describe('exchange', () => {
  /** @param answers machine id → replay header, 'served', or nothing for a relay that cannot be reached. */
  async function run(answers: Record<string, string>, region = 'ams') {
    const asked: string[] = []
    let discarded = 0
    const outcome = await exchange(new Router(routes, replayHeader), region, async ({ machineId }) => {
      asked.push(machineId)
      const answer = answers[machineId]
      if (answer === undefined) return undefined
      const header = () => (answer === 'served' ? undefined : answer)
      return { status: 200, header, discard: () => void discarded++, machineId }
    })
    return { asked, discarded, ...outcome }
  }

  test('tries each relay once', async () => {
    expect(await run({ i2: 'served' })).toMatchObject({ asked: ['a1', 'a2', 'i1', 'i2'], path: ['i2'] })
    expect(await run({})).toMatchObject({ asked: ['a1', 'a2', 'i1', 'i2'], path: [], error: 'no-relay' })
  })

  test('follows replays and lets go of their answers', async () => {
    const seen = await run({ a1: 'region=iad', i1: 'instance=i2', i2: 'served' })
    expect(seen.path[0]).toBe('a1')
    expect(seen.path.at(-1)).toBe('i2')
    expect(seen.discarded).toBe(seen.path.length - 1)
  })

  test('does not fall back when a replay target cannot be reached', async () => {
    expect(await run({ a1: 'instance=i1', a2: 'served' })).toMatchObject({
      path: ['a1', 'i1'],
      error: 'replay-target-unreachable',
    })
  })

  test('gives up after three replays', async () => {
    const seen = await run({ a1: 'instance=a2', a2: 'instance=a1' })
    expect(seen).toMatchObject({ path: ['a1', 'a2', 'a1', 'a2'], error: 'too-many-replays', discarded: 4 })
  })
})

describe('parseEdgeConfig', () => {
  test('reads the routes', () => {
    expect(parseEdgeConfig({ PORT: '0', ROUTES: JSON.stringify(routes) }).routes).toEqual(routes)
  })

  test.each(['', '[]', '{}', 'nonsense', '[{"machineId":"a","region":"ams","host":"h","port":0}]'])(
    'rejects ROUTES=%j',
    (text) => {
      expect(() => parseEdgeConfig({ PORT: '0', ROUTES: text })).toThrow(
        /^ROUTES is (not set|malformed): give it /,
      )
    },
  )
})
