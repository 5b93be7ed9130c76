import { Redis } from 'ioredis'
import type { RelayConstants } from './constants.ts'
import { log } from './log.ts'
import { directoryMaster, type SentinelConfig } from './wire.ts'

/**
 * The relay's one connection to Redis, not yet connected. With a deadline, a call fails when the connection breaks, and at once while
 * there is none: nothing is queued or sent again later, when it would no longer be true.
 * Without (broken variant) calls wait forever, as the library's queues allow.
 */
export function createRedis(
  url: string,
  deadline: 'on' | 'none',
  constants: RelayConstants,
  sentinel?: SentinelConfig,
): Redis {
  const redis = new Redis(url, {
    ...(sentinel && bySentinel(sentinel, constants)),
    lazyConnect: true,
    // No set-up commands: the first round trip on a connection is the first directory call.
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => constants.registerPauseMs,
    ...(deadline === 'on'
      ? {
          connectTimeout: constants.directoryDeadlineMs,
          enableOfflineQueue: false,
          autoResendUnfulfilledCommands: false,
          maxRetriesPerRequest: 0,
        }
      : { maxRetriesPerRequest: null }),
  })
  logConnection(redis)
  return redis
}

/** Every connection asks Sentinel for the primary, and one that turns out to be to a replica is given up. */
function bySentinel({ host, port, addresses }: SentinelConfig, constants: RelayConstants) {
  return {
    sentinels: [{ host, port }],
    name: directoryMaster,
    natMap: { ...addresses },
    // The others would be addresses past the one that was given.
    updateSentinels: false,
    sentinelRetryStrategy: () => constants.registerPauseMs,
    sentinelCommandTimeout: constants.directoryDeadlineMs,
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
  }
}

/** One line per change, not per failed attempt. */
function logConnection(redis: Redis): void {
  let connected: boolean | undefined
  let lastError = 'connection closed'
  redis.on('error', (error: NodeJS.ErrnoException) => {
    lastError = error.code ?? error.message
  })
  redis.on('ready', () => {
    connected = true
    log('directory connected')
  })
  redis.on('close', () => {
    if (connected !== false) log('directory not connected', { reason: lastError })
    connected = false
  })
}
