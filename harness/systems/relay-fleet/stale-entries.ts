import { relayConstants } from '../../../docker/relay/constants.ts'
import { directoryKeys } from '../../../docker/relay/wire.ts'
import type { RedisServer } from '../../door.ts'

/** Entries per command, so that Redis is never held up for long. */
const batch = 500

/**
 * Writes entries of hosts that are gone (`gone-1` …) into the directory, as a former life of the relay left them: all of
 * them expire one TTL from now.
 */
export async function leaveEntries(
  { client }: Pick<RedisServer, 'client'>,
  identity: string,
  count: number,
  factor: number,
): Promise<void> {
  const now = Date.now()
  const meta = JSON.stringify({ registeredAt: now, lastPongAt: now })
  const expiry = String(now + relayConstants.directoryTtlMs * factor)
  for (let from = 1; from <= count; from += batch) {
    const size = Math.min(batch, count - from + 1)
    const hosts = Array.from({ length: size }, (_, index) => `gone-${from + index}`)
    await Promise.all([
      client.hset(directoryKeys.owner, ...hosts.flatMap((host) => [host, identity])),
      client.hset(directoryKeys.meta, ...hosts.flatMap((host) => [host, meta])),
      client.zadd(directoryKeys.ttl, ...hosts.flatMap((host) => [expiry, host])),
    ])
  }
}
