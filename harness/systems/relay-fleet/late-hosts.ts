import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, now, parseDuration, waitUntil } from '../../door.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import type { HostNames } from './host-names.ts'
import type { HostStatus } from './probes/host-events.ts'

export interface LateHosts {
  /**
   * Lets new hosts join, `every` apart (default: all at once), each dialling at once. Nobody probes them, and no steady state
   * waits for them. Resolves with their ids when the last has joined.
   */
  join(options: { readonly hosts: number; readonly every?: Duration }): Promise<string[]>
  /** Waits until so many hosts are between the beginning of a dial and its registration, at most `giveUpAfter`. */
  dialling(options: { readonly hosts: number; readonly giveUpAfter: Duration }): Promise<void>
}

/** A dial is over within milliseconds. */
const pollMs = 1

const underWay = new Set<HostStatus['lastState']>(['attempt', 'tcp', 'upgraded'])

/** Hosts that are no part of the steady state: they come in the middle of a scenario. */
export function createLateHosts(parts: {
  readonly hosts: FleetHosts
  readonly names: Pick<HostNames, 'further'>
  readonly tokenOf: (host: string) => Promise<string>
  readonly factor: number
  readonly signal: AbortSignal
}): LateHosts {
  const { names, tokenOf, factor, signal } = parts
  return {
    join: async ({ hosts, every = '0ms' }) => {
      const ids = Array.from({ length: hosts }, () => names.further('late'))
      const players = await Promise.all(ids.map(async (id) => ({ id, token: await tokenOf(id) })))
      const start = now() / 1e6
      for (const [index, player] of players.entries()) {
        const due = start + index * parseDuration(every) * factor
        if (due > now() / 1e6) await sleep(due - now() / 1e6, undefined, { signal })
        parts.hosts.add([player])
      }
      return ids
    },
    dialling: async ({ hosts, giveUpAfter }) => {
      const enough = () =>
        [...parts.hosts.state.values()].filter(({ lastState }) => underWay.has(lastState)).length >= hosts
      await waitUntil(enough, { limitMs: parseDuration(giveUpAfter) * factor, signal, pollMs })
    },
  }
}
