import { directoryKeys } from '../../../docker/relay/wire.ts'
import {
  type Duration,
  type Faults,
  type Journal,
  MissingPartError,
  now,
  parseDuration,
  type RedisServer,
  waitUntil,
} from '../../door.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import type { HostNames } from './host-names.ts'

export interface Departures {
  /** Hosts that can end and come back, for `faults.hostsLeave`: they break their tunnels off or, `inOrder`, close them with 1000. */
  leavers(
    hosts: readonly string[],
    options?: { readonly inOrder?: boolean },
  ): Promise<{
    readonly hosts: readonly string[]
    leave(): void
    comeBack(): void
    /** Waits until each of them has reported the end of its tunnel, at most for as long as a busy machine may take. */
    gone(): Promise<void>
  }>
  /**
   * Lets new hosts dial and end for good in the middle of their registration: each when its tunnel is open, and before its relay speaks on it. Needs a
   * directory that answers late. Resolves with their ids.
   */
  lostInRegistration(
    faults: Pick<Faults, 'hostsLeave'>,
    options: { readonly hosts: number; readonly giveUpAfter: Duration },
  ): Promise<string[]>
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
  readonly names: Pick<HostNames, 'further'>
  readonly tokenOf: (host: string) => Promise<string>
  readonly redis: RedisServer | undefined
  readonly journal: Journal
  readonly factor: number
  readonly signal: AbortSignal
}): Departures {
  const { hosts, names, tokenOf, redis, journal, factor, signal } = parts
  const playersOf = (ids: readonly string[]) =>
    Promise.all(ids.map(async (id) => ({ id, token: await tokenOf(id) })))
  return {
    lostInRegistration: async (faults, { hosts: count, giveUpAfter }) => {
      const ids = Array.from({ length: count }, () => names.further('passer'))
      const players = await playersOf(ids)
      const dialling = new Set(ids)
      const unsubscribe = journal.onEvent((event) => {
        if (event.kind === 'host' && event.state === 'upgraded' && dialling.delete(event.host))
          hosts.remove([event.host])
      })
      await faults.hostsLeave({ hosts: ids, leave: () => hosts.add(players), comeBack: () => {} })
      const limitMs = parseDuration(giveUpAfter) * factor
      await waitUntil(() => dialling.size === 0, { limitMs, signal })
      unsubscribe()
      return ids
    },
    leavers: async (ids, { inOrder = false } = {}) => {
      const players = await playersOf(ids)
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
      // Redis takes no command about nobody, as half of one host is.
      const [meta, ttl] =
        ids.length === 0
          ? [[], []]
          : await Promise.all([
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
