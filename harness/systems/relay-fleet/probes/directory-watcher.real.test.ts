import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { directoryKeys } from '../../../../docker/relay/wire.ts'
import { HarnessError } from '../../../errors.ts'
import { now } from '../../../journal/clock.ts'
import { eventsOf } from '../../../journal/events.ts'
import { type Journal, memoryJournal } from '../../../journal/writer.ts'
import { startTestRedis, type TestRedis } from '../../../probes/fixtures/redis.ts'
import { redisHash } from './directory-source.ts'
import { type DirectoryWatcher, watchDirectory } from './directory-watcher.ts'

let cleanups: AsyncDisposableStack
let server: TestRedis
let redis: Redis
let journal: Journal
let watcher: DirectoryWatcher

const changes = () => eventsOf(journal.events, 'directory')
const source = () => redisHash(server.url, directoryKeys.owner)
const last = () => changes().at(-1)

beforeEach(async () => {
  cleanups = new AsyncDisposableStack()
  server = cleanups.use(await startTestRedis())
  redis = new Redis(server.url, { retryStrategy: () => 20 })
  redis.on('error', () => {})
  cleanups.defer(() => redis.disconnect())
  journal = memoryJournal()
  await redis.hset(directoryKeys.owner, { h1: 'a:1', h2: 'a:1' })
  watcher = cleanups.use(await watchDirectory({ source: source(), cadenceMs: 5, journal }))
})

afterEach(() => cleanups.disposeAsync())

describe('what is recorded', () => {
  test('is the directory as found, then each change', async () => {
    expect(last()).toMatchObject({ set: { h1: 'a:1', h2: 'a:1' }, removed: [] })
    const from = now()
    await redis.multi().hset(directoryKeys.owner, 'h1', 'b:2').hdel(directoryKeys.owner, 'h2').exec()
    const to = now()
    await expect.poll(() => changes().length).toBe(2)
    const change = last()!
    expect(change).toMatchObject({ set: { h1: 'b:2' }, removed: ['h2'] })
    // The change lies in the time that the event claims for it.
    expect(change.at).toBeGreaterThan(from)
    expect(change.at - change.uncertaintyNs).toBeLessThan(to)
    expect([...watcher.entries]).toEqual([['h1', 'b:2']])
  })

  test('is nothing while nothing changes', async () => {
    await sleep(100)
    expect(changes()).toHaveLength(1)
    expect(watcher.gaps).toEqual([])
  })

  test('is a read on purpose, at the time of its sending', async () => {
    const before = now()
    const at = await watcher.readNow('at exit')
    expect(at).toBeGreaterThanOrEqual(before)
    const [read] = eventsOf(journal.events, 'directory-read')
    expect(read).toMatchObject({ at, label: 'at exit', entries: { h1: 'a:1', h2: 'a:1' } })
    expect(read!.doneAt).toBeGreaterThan(at)
  })
})

describe('Redis', () => {
  test('restarted without its data: a gap, then everything is gone', async () => {
    const from = now()
    await server.kill()
    await expect.poll(() => watcher.away).toBe(true)
    await expect(watcher.readNow('while away')).rejects.toThrow(HarnessError)
    expect(changes()).toHaveLength(1)
    await sleep(100)
    await server.start()
    await expect.poll(() => changes().length, { timeout: 10_000 }).toBe(2)
    expect(last()).toMatchObject({ set: {}, removed: ['h1', 'h2'] })
    expect(watcher.gaps).toEqual([{ from: expect.any(Number), to: last()!.at }])
    expect(last()!.uncertaintyNs).toBe(watcher.gaps[0]!.to - watcher.gaps[0]!.from)
    expect(last()!.at - last()!.uncertaintyNs).toBeLessThan(from + 20e6)
    await redis.hset(directoryKeys.owner, 'h3', 'a:1')
    await expect.poll(() => watcher.entries.get('h3')).toBe('a:1')
  })

  test('frozen beyond the limit of a read: a gap is recorded though nothing changed', async () => {
    server.signal('SIGSTOP')
    await expect.poll(() => watcher.away, { timeout: 10_000 }).toBe(true)
    server.signal('SIGCONT')
    await expect.poll(() => changes().length, { timeout: 10_000 }).toBe(2)
    expect(last()).toMatchObject({ set: {}, removed: [] })
    expect(last()!.uncertaintyNs).toBeGreaterThan(900e6)
    expect(watcher.entries.size).toBe(2)
  })

  test('not there at the start: says where', async () => {
    await server.kill()
    const refused = watchDirectory({ source: source(), cadenceMs: 5, journal })
    await expect(refused).rejects.toThrow(/directory at redis:.*no answer within 5000 ms \(.*ECONNREFUSED/)
  })

  test('with ten thousand entries: read less often, and the uncertainty says so', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`host-${i}`, 'region-a:machine-1']),
    )
    await redis.hset(directoryKeys.owner, many)
    await expect.poll(() => watcher.entries.size, { timeout: 10_000 }).toBe(10_002)
    const reads = async () => Number(/cmdstat_hgetall:calls=(\d+)/.exec(await redis.info('commandstats'))![1])
    const [before, beforeCpu, from] = [await reads(), process.cpuUsage(), now()]
    await sleep(2_000)
    const wallMs = (now() - from) / 1e6
    const cpu = process.cpuUsage(beforeCpu)
    expect((await reads()) - before).toBeLessThan(wallMs / 5 / 2)
    expect((cpu.user + cpu.system) / 1_000).toBeLessThan(wallMs / 2)
  })
})

test('an abort ends the watch; no change is recorded after it', async () => {
  const abort = new AbortController()
  const other = await watchDirectory({
    source: source(),
    cadenceMs: 5,
    journal: memoryJournal(),
    signal: abort.signal,
  })
  abort.abort()
  await redis.hset(directoryKeys.owner, 'h9', 'a:1')
  await other[Symbol.asyncDispose]()
  expect(other.entries.has('h9')).toBe(false)
})

test('a journal that takes nothing more is told', async () => {
  await journal.close()
  await redis.hset(directoryKeys.owner, 'h9', 'a:1')
  await expect(watcher.failed).rejects.toThrow(/closed/)
})
