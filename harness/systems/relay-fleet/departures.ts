import { directoryKeys } from '../../../docker/relay/wire.ts'
import { MissingPartError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Journal } from '../../journal/writer.ts'
import type { RedisServer } from '../redis.ts'
import { waitUntil } from '../wait-until.ts'
import type { FleetHosts } from './fleet-hosts.ts'

export interface Departures {
  /** Hosts that can end and come back, for `faults.hostsLeave`: they break their tunnels off or, `inOrder`, close them with 1000. */
  leavers(
    hosts: readonly string[],
    options?: { readonly inOrder?: boolean },
  ): Promise<{
    readonly hosts: readonly string[]
    leave(): void
    comeBack(): void
    /** Waits until each of them has told of the end of its tunnel, at most for as long as a busy machine may take. */
    gone(): Promise<void>
  }>
  /**
   * Reads what the reference's directory holds of these hosts beside their owner: meta data and expiry. It is journalled as a read of the directory
   * whose entries all name `remains`. Resolves with the moment of the read (ns).
   */
  readRemains(hosts: readonly string[]): Promise<number>
}

/** A hundred close handshakes take 0.1 s on 2 free cores. */
const goneMs = 5_000

/** What entries of `readRemains` name. */
export const remains = 'remains'

export function createDepartures(parts: {
  readonly hosts: FleetHosts
  readonly tokenOf: (host: string) => Promise<string>
  readonly redis: RedisServer | undefined
  readonly journal: Journal
  readonly signal: AbortSignal
}): Departures {
  const { hosts, tokenOf, redis, journal, signal } = parts
  return {
    leavers: async (ids, { inOrder = false } = {}) => {
      const players = await Promise.all(ids.map(async (id) => ({ id, token: await tokenOf(id) })))
      const left = () => ids.every((id) => hosts.state.get(id)?.registered !== true)
      return {
        hosts: ids,
        leave: () => hosts.remove(ids, inOrder),
        comeBack: () => hosts.add(players),
        gone: async () => void (await waitUntil(left, { limitMs: goneMs, signal })),
      }
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
