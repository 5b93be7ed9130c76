import { type Duration, nullObject, orNullObject, parseDuration, type RehearsalClock } from '../../door.ts'
import { share, sum } from './constants.ts'
import { referenceFactsWith } from './facts.ts'
import { hostNames } from './host-names.ts'
import type { RelayFleetOptions } from './options.ts'
import type { RelayTarget } from './target/schema.ts'
import { targetFacts } from './target-facts.ts'
import { type Watch, watchMs } from './watch.ts'

/** A fleet in which nothing happens but time: what a scenario waits for, as long as it takes a target as a rule. */
export function rehearsedFleet(
  target: RelayTarget | undefined,
  options: RelayFleetOptions,
  hosts: number,
  clock: RehearsalClock,
): object {
  const facts = target ? targetFacts(target) : referenceFactsWith(options)
  const { constants } = facts
  const ids = hostNames(target, hosts).fleet
  const wait = async (duration: Duration) => {
    clock.pass(parseDuration(duration))
    return 0
  }
  const restart = async ({ after }: { after: Duration }) => {
    await wait(after)
    return nullObject
  }
  const tryRestart = async (watch: Watch) => {
    watchMs(watch, '0ms')
    return nullObject
  }
  const logged = (_: string, { giveUpAfter }: { giveUpAfter: Duration }) => wait(giveUpAfter)
  const relays = options.relays.map(({ name, region }) =>
    orNullObject({ name, region, restart, tryRestart, logged }),
  )
  const own = {
    relays,
    hosts: ids,
    pinned: ids.slice(ids.length - options.pinned),
    movable: ids.slice(0, ids.length - options.pinned),
    hostsOn: () => ids,
    openSockets: async (asked: readonly string[]) => asked,
    // A dial is due after three quarters of the delay on average, and the last of many late in it.
    reconnected: (watch: Watch) => {
      watchMs(watch, facts.limits.hold)
      return wait(sum(constants.backoffCeiling, facts.limits.hold))
    },
    forgotten: (_: unknown, watch: Watch) => {
      watchMs(watch, facts.limits.hold)
      return wait(facts.limits.expiry)
    },
    // True already, as a rule, when the hosts before it are back.
    directoryTrue: async (watch: Watch) => {
      watchMs(watch, facts.limits.hold)
      return 0
    },
    rollingDeploy: async (_: unknown, { replaceAfter }: { replaceAfter: Duration }) => {
      for (const _relay of relays) await wait(replaceAfter)
      return { regions: relays.map(({ region }) => ({ region, smoke: nullObject })), since: 0, until: 0 }
    },
    ...furtherHosts(target, ids, clock),
    join: async ({ hosts: count, every = '0ms' }: { hosts: number; every?: Duration }) => {
      clock.pass(count * parseDuration(every))
      return ids.slice(0, count)
    },
    sum,
    share,
  }
  return orNullObject(own, facts)
}

/** What more hosts are for that come in the middle of a scenario. */
const furtherHosts = (target: RelayTarget | undefined, ids: readonly string[], clock: RehearsalClock) => ({
  raceRegistrations: async () => {
    clock.pass(1_000)
    return [{ first: ids[0]!, second: ids[0]! }]
  },
  openSecondTunnels: async () => ({
    hosts: ids,
    isOneProgram: target === undefined,
    probe: '',
    askUntil: <T>(settled: Promise<T>) => settled,
  }),
  joinWhileStopping: async (_: unknown, stop: () => Promise<object>) => {
    clock.pass(3_000)
    return orNullObject({ exit: await stop() })
  },
  slowAuthorisation: async () => undefined,
})
