import { setTimeout as sleep } from 'node:timers/promises'
import { directoryKeys } from '../../../docker/relay/wire.ts'
import { HarnessError, type Journal, MissingPartError, messageOf, now, type RedisServer } from '../../door.ts'

/** From one read to the next, real ms: a read of 20 expiries costs 0.3 ms. */
const cadenceMs = 25

/** A watch of the expiries that the reference's directory keeps. */
export interface ExpiryWatch {
  /** Reads once more and ends. @throws HarnessError when a read has failed meanwhile */
  stop(): Promise<void>
}

/** Expiries by the clock of Redis, and that clock, in one read. */
async function readExpiries({ client }: RedisServer) {
  const [time, scores] = ((await client
    .multi()
    .time()
    .zrangebyscore(directoryKeys.ttl, '-inf', '+inf', 'WITHSCORES')
    .exec()) ?? []) as [[Error | null, [string, string]], [Error | null, string[]]]
  const [seconds, micros] = time[1].map(Number) as [number, number]
  const flat = scores[1]
  const expiries = new Map<string, number>()
  for (let i = 0; i < flat.length; i += 2) expiries.set(flat[i]!, Number(flat[i + 1]))
  return { nowMs: seconds * 1_000 + micros / 1_000, expiries }
}

/** Journals each change of an expiry until it is stopped. */
export async function watchExpiries(
  redis: RedisServer | undefined,
  journal: Journal,
  signal: AbortSignal,
): Promise<ExpiryWatch> {
  if (!redis) throw new MissingPartError('the target runs without a Redis of the run')
  let before = await readExpiries(redis)
  let readAt = now()
  const stop = new AbortController()
  const look = async () => {
    const sent = now()
    const read = await readExpiries(redis)
    const at = now()
    const set: Record<string, { leftMs: number; oldLeftMs?: number }> = {}
    for (const [host, expiry] of read.expiries) {
      const old = before.expiries.get(host)
      if (old === expiry) continue
      set[host] = {
        leftMs: expiry - read.nowMs,
        ...(old === undefined ? {} : { oldLeftMs: old - read.nowMs }),
      }
    }
    const removed = Object.fromEntries(
      [...before.expiries]
        .filter(([host]) => !read.expiries.has(host))
        .map(([host, expiry]) => [host, expiry - read.nowMs]),
    )
    if (Object.keys(set).length + Object.keys(removed).length > 0)
      journal.append({ kind: 'expiries', at, set, removed, uncertaintyNs: at - readAt })
    ;[before, readAt] = [read, sent]
  }
  let failure: unknown
  const ended = (async () => {
    while (!stop.signal.aborted && !signal.aborted) {
      await look()
      await sleep(cadenceMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  })().catch((error: unknown) => {
    failure = error
  })
  return {
    stop: async () => {
      stop.abort()
      await ended
      if (failure) throw new HarnessError(`expiries of the directory cannot be read: ${messageOf(failure)}`)
      await look()
    },
  }
}
