import { type Check, eventsOf, type Journal, metric, now } from '../../door.ts'
import type { FleetFacts } from './facts.ts'
import { hostsAside } from './metrics/untouched.ts'
import { observeHosts } from './observe-hosts.ts'
import { clientProbe, steadyProbe } from './probe-names.ts'

/** Names of the checks below, in their order. */
export const standingNames = [
  'failed requests before the fault',
  'failed requests of hosts no fault aimed at',
  'reconnect delays other than declared',
] as const

const [beforeFault, aside, delays] = standingNames

/**
 * What holds of a relay fleet in every scenario: nothing fails before a fault, nothing of hosts that none was aimed at, and hosts wait
 * as they declare to. What an execution has nothing to say of is not named.
 */
export function standingChecks(
  check: Check,
  { journal, schedule }: { readonly journal: Journal } & Pick<FleetFacts, 'schedule'>,
): void {
  const { events } = journal
  const probes = [clientProbe, steadyProbe]
  check(beforeFault, metric('failed-before-fault', { probes })).is(0)
  if (hostsAside(events).length > 0) check(aside, metric('failed-aside', { probes: [clientProbe] })).is(0)
  if (eventsOf(events, 'host').some(({ state }) => state === 'scheduled')) {
    const always = { since: events[0]!.at, until: now() }
    check(delays, observeHosts.delaysOffSchedule(always, schedule)).is(0)
  }
}
