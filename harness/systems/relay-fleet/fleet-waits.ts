import { now, parseDuration } from '../../door.ts'
import type { FleetParts, RelayFleet } from './fleet.ts'
import { entryIsTrue } from './steady.ts'
import { watchMs } from './watch.ts'

/** Waits until it is done, at most so long, ms of scenario time, counted from a moment. Resolves with the moment at which it ended. */
export type Within = (done: () => boolean, systemMs: number, from?: number) => Promise<number>

/** What scenarios wait for of a whole fleet. */
export function fleetWaits(
  { hosts, watchers, factor, programs }: Pick<FleetParts, 'hosts' | 'watchers' | 'factor' | 'programs'>,
  within: Within,
): Pick<RelayFleet, 'forgotten' | 'directoryTrue' | 'reconnected'> {
  const { hostEvents, directory } = watchers
  const { limits, waitLonger } = programs.facts
  const { hold } = limits
  const holdNs = parseDuration(hold) * factor * 1e6
  return {
    forgotten: ({ identity }, watch) =>
      within(
        () => ![...(directory?.entries.values() ?? [])].includes(identity),
        watchMs(watch, hold, waitLonger),
        watch.from,
      ),
    directoryTrue: (watch) =>
      within(
        () => hosts.every((host) => entryIsTrue(watchers, host)),
        watchMs(watch, hold, waitLonger),
        watch.from,
      ),
    reconnected: ({ since, hosts: among = hosts, ...watch }) => {
      const isBack = (host: string) => {
        const { registered = false, registeredAt = 0 } = hostEvents.state.get(host) ?? {}
        return registered && registeredAt > since && now() - registeredAt >= holdNs
      }
      return within(() => among.every(isBack), watchMs(watch, hold, waitLonger), watch.from)
    },
  }
}
