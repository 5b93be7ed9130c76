import { fromTo, type Link, type MetricRef, metric, type Window } from '../../door.ts'
import { remains } from './departures.ts'
import { named } from './named-hosts.ts'

import type { Stat } from './observe.ts'
import { clientProbe } from './probe-names.ts'
import type { RacedPair } from './registration-races.ts'
import type { Relay } from './relay.ts'

/** Metrics of the directory, of registrations and of what hosts do while they are refused. */
export interface DirectoryObservations {
  /** Longest time in which a host's entry named a relay without its tunnel, ms; never when it still did at the end. */
  staleWindow(window: Window, stat?: Stat): MetricRef
  /** Longest time in which a host's registered tunnel had no entry, ms; never when it still had none at the end. */
  liveMissing(window: Window, stat?: Stat, hosts?: readonly string[]): MetricRef
  /** Hosts with a live tunnel that the directory was seen without. */
  hostsMissing(window: Window, hosts: readonly string[]): MetricRef
  /** Servers of the directory that became primary, or replica. */
  redisRoles(role: 'primary' | 'replica', window: Window): MetricRef
  /** What a read of `fleet.readRemains` found. */
  remains(): MetricRef
  /** Hosts that were without a registered tunnel at some moment. */
  tunnelsLost(window: Window, hosts?: readonly string[]): MetricRef
  /** Hosts of which a tunnel ended with this close code, and reason where one is given. */
  closedWith(
    close: { readonly code: number; readonly reason?: string },
    window: Window,
    hosts?: readonly string[],
  ): MetricRef
  /** Hosts of which a tunnel ended in the middle of its registration. */
  lostInRegistration(window: Window, hosts: readonly string[]): MetricRef
  /** Pairs of which the first died in its registration and the second came within so long, while the first was written. */
  registrationsRaced(window: Window, pairs: readonly RacedPair[], withinMs: number): MetricRef
  /** Round trips on a link between two reads of it, less those between the two reads of `over`. */
  roundTrips(link: Link, window: Window, over?: Window): MetricRef
  /** Time from spawned to accepting of the relay's first start in the window, ms. */
  startTime(relay: Relay, window: Window): MetricRef
  /** Probes due in the window that got another answer than this status. */
  otherAnswers(status: number, window: Window, hosts?: readonly string[]): MetricRef
  /** Probes due in the window that were not answered as they should be. */
  probeFailures(window: Window, hosts?: readonly string[], probe?: string): MetricRef
}

export const observeDirectory: DirectoryObservations = {
  staleWindow: (window, stat = 'max') => metric('stale-window', { ...window, stat }),
  hostsMissing: (window, hosts) => metric('hosts-missing', { ...window, ...named(hosts) }),
  liveMissing: (window, stat = 'max', hosts) => metric('live-missing', { ...window, stat, ...named(hosts) }),
  redisRoles: (role, window) => metric('redis-roles', { role, ...fromTo(window) }),
  remains: () => metric('entries-owned', { owner: remains, at: remains }),
  tunnelsLost: (window, hosts) => metric('tunnels-lost', { ...fromTo(window), ...named(hosts) }),
  closedWith: (close, window, hosts) =>
    metric('closed-with', { ...fromTo(window), ...named(hosts), ...close }),
  lostInRegistration: (window, hosts) =>
    metric('lost-in-registration', { ...fromTo(window), ...named(hosts) }),
  registrationsRaced: (window, pairs, withinMs) =>
    metric('registrations-raced', { ...fromTo(window), pairs: pairs.map((pair) => ({ ...pair })), withinMs }),
  roundTrips: ({ name }, window, over) =>
    metric('round-trips', { link: name, ...fromTo(window), ...(over ? { over: fromTo(over) } : {}) }),
  startTime: ({ name }, window) => metric('start-time', { service: name, ...fromTo(window) }),
  otherAnswers: (status, window, hosts) =>
    metric('other-answers', { ...fromTo(window), ...named(hosts), probe: clientProbe, status }),
  probeFailures: (window, hosts, probe = clientProbe) =>
    metric('probe-failures', { ...fromTo(window), ...named(hosts), probe }),
}
