import { Redis } from 'ioredis'
import { directoryMaster, type SentinelConfig } from '../../../../docker/relay/wire.ts'
import { messageOf } from '../../../door.ts'

/** Where a tunnel directory is read: always the thing itself, never a proxy in front of it. */
export interface DirectorySource {
  /** For error messages. */
  readonly name: string
  /** host → owner as the fleet writes it, as of now. Rejects when there is no answer. */
  read(): Promise<Record<string, string>>
  /** What makes reads quicker, where they may be slow. */
  readonly quicker?: string
  close(): void
}

/** A connection on which nothing has come for so long, though something was asked, is given up. */
const SILENCE_MS = 1_000

/** Redis sends nothing of an answer before all of it is made, which takes less than the read as a whole: that grows with the directory. */
const SILENCE_READS = 2

/** Pause between attempts to reach a Redis that is away. */
const RECONNECT_MS = 20

/** @param url `redis://host:port` @param key of the hash host → owner */
export const redisHash = (url: string, key: string): DirectorySource =>
  redisSource(url, (redis) => redis.hgetall(key))

/** @param key of the hash host → owner in whichever Redis Sentinel calls the primary */
export const sentinelHash = (sentinel: SentinelConfig, key: string): DirectorySource =>
  redisSource(`sentinel://${sentinel.host}:${sentinel.port}`, (redis) => redis.hgetall(key), sentinel)

/** @param script for EVAL, without keys: returns host and owner by turns, or pairs of them */
export const redisScript = (url: string, script: string): DirectorySource =>
  redisSource(url, async (redis) => entriesOf(await redis.eval(script, 0)))

/** @throws Error for what is no list of hosts and owners: half a directory must not pass for one */
export function entriesOf(answer: unknown): Record<string, string> {
  const all: unknown[] | undefined = Array.isArray(answer) ? answer : undefined
  const inPairs = all?.every((one) => Array.isArray(one) && one.length === 2)
  const flat = inPairs ? all!.flat() : all
  if (
    !flat ||
    flat.length % 2 !== 0 ||
    flat.some((one) => typeof one !== 'string' && typeof one !== 'number')
  )
    throw new Error(
      `the script returns no hosts and owners by turns: ${JSON.stringify(answer)?.slice(0, 200)}`,
    )
  const texts = flat.map(String)
  return Object.fromEntries(
    Array.from({ length: texts.length / 2 }, (_, index) => [texts[2 * index]!, texts[2 * index + 1]!]),
  )
}

function redisSource(
  url: string,
  readAll: (redis: Redis) => Promise<Record<string, string>>,
  sentinel?: SentinelConfig,
): DirectorySource {
  const redis = sentinel ? new Redis({ ...bySentinel(sentinel), ...patience }) : new Redis(url, patience)
  let lastError = ''
  redis.on('error', (error) => {
    lastError = messageOf(error)
  })
  return {
    name: url,
    read: async () => {
      try {
        const from = performance.now()
        const entries = await readAll(redis)
        lastError = ''
        redis.options.socketTimeout = Math.max(SILENCE_MS, SILENCE_READS * (performance.now() - from))
        return entries
      } catch (error) {
        // The newest connection error says more than "the connection is closed".
        throw lastError ? new Error(lastError) : error
      }
    },
    close: () => redis.disconnect(),
  }
}

const patience = {
  // A command fails at once while Redis is away, instead of being sent when it is back: its send time counts.
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  retryStrategy: () => RECONNECT_MS,
  socketTimeout: SILENCE_MS,
  connectTimeout: SILENCE_MS,
}

const bySentinel = ({ host, port, addresses }: SentinelConfig) => ({
  sentinels: [{ host, port }],
  name: directoryMaster,
  natMap: { ...addresses },
  updateSentinels: false,
  sentinelRetryStrategy: () => RECONNECT_MS,
})
