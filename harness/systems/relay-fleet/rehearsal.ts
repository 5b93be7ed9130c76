import { type Duration, parseDuration } from '../../duration.ts'
import type { Target } from '../../targets/schema.ts'
import { type Clock, orWhatever, whatever } from '../rehearse.ts'
import type { RelayFleetOptions } from './options.ts'
import { targetFacts } from './target-facts.ts'

/** A fleet in which nothing happens but time: what a scenario waits for, as long as it takes a target as a rule. */
export function rehearsedFleet(
  target: Target,
  options: RelayFleetOptions,
  hosts: number,
  clock: Clock,
): object {
  const facts = targetFacts(target)
  const { constants } = facts
  const ids = Array.from({ length: hosts }, (_, index) => `host-${index + 1}`)
  const wait = async (duration: Duration) => {
    clock.pass(parseDuration(duration))
    return 0
  }
  const restart = async ({ after }: { after: Duration }) => {
    await wait(after)
    return whatever
  }
  const logged = (_: string, { giveUpAfter }: { giveUpAfter: Duration }) => wait(giveUpAfter)
  const relays = options.relays.map(({ name, region }) => orWhatever({ name, region, restart, logged }))
  const own = {
    relays,
    hosts: ids,
    pinned: ids.slice(ids.length - options.pinned),
    movable: ids.slice(0, ids.length - options.pinned),
    dialWork: '0ms',
    moveWork: '0ms',
    hostsOn: () => ids,
    // A dial is due after three quarters of the delay on average, and the last of many late in it.
    reconnected: () => wait(constants.backoffCeiling),
    forgotten: () => wait(facts.limits.expiry),
    rollingDeploy: async (_: unknown, { replaceAfter }: { replaceAfter: Duration }) => {
      for (const _relay of relays) await wait(replaceAfter)
      return { regions: relays.map(({ region }) => ({ region, smoke: whatever })), since: 0, until: 0 }
    },
    join: async ({ hosts: count, every = '0ms' }: { hosts: number; every?: Duration }) => {
      clock.pass(count * parseDuration(every))
      return ids.slice(0, count)
    },
    sum: (...parts: Duration[]): Duration => `${parts.reduce((all, part) => all + parseDuration(part), 0)}ms`,
  }
  return orWhatever(own, facts)
}
