import { directoryKeys } from '../../../docker/relay/wire.ts'
import { MissingPartError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Journal } from '../../journal/writer.ts'
import type { RedisServer } from '../redis.ts'
import type { FleetHosts } from './fleet-hosts.ts'

export interface Departures {
  /** Hosts that can end and come back, for `faults.hostsLeave`. */
  leavers(hosts: readonly string[]): Promise<{
    readonly hosts: readonly string[]
    leave(): void
    comeBack(): void
  }>
  /**
   * Reads what the reference's directory holds of these hosts beside their owner: meta data and expiry. It is journalled as a read of the directory
   * whose entries all name `remains`. Resolves with the moment of the read (ns).
   */
  readRemains(hosts: readonly string[]): Promise<number>
}

/** What entries of `readRemains` name. */
export const remains = 'remains'

export function createDepartures(parts: {
  readonly hosts: FleetHosts
  readonly tokenOf: (host: string) => Promise<string>
  readonly redis: RedisServer | undefined
  readonly journal: Journal
}): Departures {
  const { hosts, tokenOf, redis, journal } = parts
  return {
    leavers: async (ids) => {
      const players = await Promise.all(ids.map(async (id) => ({ id, token: await tokenOf(id) })))
      return { hosts: ids, leave: () => hosts.remove(ids), comeBack: () => hosts.add(players) }
    },
    readRemains: async (ids) => {
      if (!redis) throw new MissingPartError('the target runs without a Redis of the run')
      const at = now()
      const [meta, ttl] = await Promise.all([
        redis.client.hmget(directoryKeys.meta, ...ids),
        redis.client.zmscore(directoryKeys.ttl, ...ids),
      ])
      const entries: Record<string, string> = {}
      for (const [index, id] of ids.entries()) {
        if (meta[index] !== null) entries[`meta data of ${id}`] = remains
        if (ttl[index] !== null) entries[`expiry of ${id}`] = remains
      }
      journal.append({ at, kind: 'directory-read', label: remains, entries, doneAt: now() })
      return at
    },
  }
}
