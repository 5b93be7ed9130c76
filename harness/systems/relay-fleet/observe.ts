import { type Duration, fromTo, type MetricRef, metric, parseDuration, type Window } from '../../door.ts'
import { named } from './named-hosts.ts'
import { type DirectoryObservations, observeDirectory } from './observe-directory.ts'
import { type HeartbeatObservations, observeHeartbeats } from './observe-heartbeats.ts'
import { type HostObservations, observeHosts } from './observe-hosts.ts'
import { observeStops, type StopObservations } from './observe-stops.ts'
import { clientProbe, heldProbe } from './probe-names.ts'
import type { Relay } from './relay.ts'

export interface ReconnectWindow extends Window {
  /** When the tunnels were lost, where that was before `since`: a host that is back by `since` counts 0. */
  readonly fault?: number
  /** Count from the drain notice that a host got after `since`, where it got one. */
  readonly fromNotice?: boolean
}

export type Stat = 'p50' | 'p90' | 'p95' | 'p99' | 'max'

/**
 * The metrics of a relay fleet: each names a pure function of the analysis and its parameters, and is computed from
 * the journal when it is checked, and again whenever the report is built.
 */
export interface RelayObservations
  extends HostObservations,
    DirectoryObservations,
    HeartbeatObservations,
    StopObservations {
  /**
   * Exit code of the relay's newest end.
   * @param deadline how long it waits for its directory: where the machine took half of so long, a code of its own is not for certain
   */
  exitCode(relay: Relay, deadline?: Duration): MetricRef
  /** From the stop signal to the exit, ms. */
  exitTime(relay: Relay): MetricRef
  /** Directory entries that named the relay at the first full read at or after `at`. */
  entriesOf(relay: Relay, at: number): MetricRef
  /** Directory entries at `at` that named a relay on which the host had no tunnel. */
  staleEntries(at: number): MetricRef
  /** Time after `since` until every entry is true and stays so, ms. */
  directoryTrueAfter(window: Window): MetricRef
  /** Tunnels opened on the relay in the window. */
  tunnelsOpened(relay: Relay, window: Window): MetricRef
  /** Held requests that were under way at `since` and got another answer than this status. */
  heldAnsweredOtherwise(status: number, window: Window): MetricRef
  /** Slowest answer of a held request, counted from `since`, ms; never when one was not answered. */
  heldAnswered(since: number): MetricRef
  /** Time after `since` until a host's tunnel was registered again, ms. */
  reconnect(window: ReconnectWindow, stat: Stat, hosts?: readonly string[]): MetricRef
  /** From a host's own last good moment (drain notice, or end of its tunnel) until it was registered again, ms. */
  hostOutage(window: Window, stat: Stat): MetricRef
  /** Longest stretch of a host from a failed to the next good probe, ms; never without one by the end. */
  clientOutage(window: Window, stat: Stat, hosts?: readonly string[]): MetricRef
  /**
   * Largest share of the first redials that were due within any stretch of `bucketMs` real time, percent, as if all tunnels
   * had ended in the same instant. Inconclusive with too few of them to tell an even spread, a fifth, from one that breaks `limitPercent`.
   */
  dialsShare(window: Window, bucketMs: number, limitPercent: number): MetricRef
  /** Hosts whose tunnel ended without a close frame when the proxy reset its connections. */
  tunnelsReset(window: Window): MetricRef
  /** Probes that the edge sent on to a relay which had no tunnel of the host. */
  misrouted(window: Window): MetricRef
}

export const observeRelays: RelayObservations = {
  ...observeHosts,
  ...observeDirectory,
  ...observeHeartbeats,
  ...observeStops,
  exitCode: ({ service }, deadline) =>
    metric('exit-code', {
      service: service.name,
      incarnation: service.started.incarnation,
      ...(deadline && { deadlineMs: parseDuration(deadline) }),
    }),
  exitTime: ({ service }) =>
    metric('exit-time', { service: service.name, incarnation: service.started.incarnation }),
  entriesOf: ({ identity }, at) => metric('entries-owned', { owner: identity, at }),
  staleEntries: (at) => metric('stale-entries', { at }),
  directoryTrueAfter: (window) => metric('directory-true-after', { ...window }),
  tunnelsOpened: ({ identity }, window) => metric('tunnels-opened', { relay: identity, ...fromTo(window) }),
  heldAnswered: (since) => metric('pending-answered', { probe: heldProbe, since, stat: 'max' }),
  heldAnsweredOtherwise: (status, window) =>
    metric('other-answers', { status, ...fromTo(window), probe: heldProbe }),
  reconnect: (window, stat, hosts) => metric('reconnect', { ...window, stat, ...named(hosts) }),
  hostOutage: (window, stat) => metric('host-outage', { ...window, stat }),
  clientOutage: ({ since, until }, stat, hosts) =>
    metric('client-outage', { since, until, probe: clientProbe, stat, ...named(hosts) }),
  dialsShare: (window, bucketMs, limitPercent) =>
    metric('dials-bucket-share', { ...fromTo(window), bucketMs, limitPercent }),
  tunnelsReset: (window) => metric('tunnels-reset', fromTo(window)),
  misrouted: (window) => metric('misrouted', fromTo(window)),
}
