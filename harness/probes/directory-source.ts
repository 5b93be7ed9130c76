import { Redis } from 'ioredis'
import { messageOf } from '../errors.ts'

/** Where a tunnel directory is read: always the thing itself, never a proxy in front of it. */
export interface DirectorySource {
  /** For error messages. */
  readonly name: string
  /** host → owner as the fleet writes it, as of now. Rejects when there is no answer. */
  read(): Promise<Record<string, string>>
  close(): void
}

/** A read without an answer for so long is given up; ten thousand entries take about 10 ms. */
const READ_TIMEOUT_MS = 1_000

/** Pause between attempts to reach a Redis that is away. */
const RECONNECT_MS = 20

/** @param url `redis://host:port` @param key of the hash host → owner */
export function redisHash(url: string, key: string): DirectorySource {
  const redis = connect(url)
  let lastError = ''
  redis.on('error', (error) => {
    lastError = messageOf(error)
  })
  return {
    name: url,
    read: async () => {
      try {
        const entries = await redis.hgetall(key)
        lastError = ''
        return entries
      } catch (error) {
        // The newest connection error says more than "the connection is closed".
        throw lastError ? new Error(lastError) : error
      }
    },
    close: () => redis.disconnect(),
  }
}

function connect(url: string): Redis {
  return new Redis(url, {
    // A command fails at once while Redis is away, instead of being sent when it is back: its send time counts.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: () => RECONNECT_MS,
    commandTimeout: READ_TIMEOUT_MS,
    connectTimeout: READ_TIMEOUT_MS,
  })
}
