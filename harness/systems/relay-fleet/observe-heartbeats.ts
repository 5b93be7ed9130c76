import { type Duration, fromTo, type MetricRef, metric, parseDuration, type Window } from '../../door.ts'
import { named } from './named-hosts.ts'

/** Metrics of what keeps tunnels and entries alive, for these hosts. */
export interface HeartbeatObservations {
  /** By how much pings came at most at another interval than declared, ms. */
  pingIntervalOff(declared: Duration, window: Window, hosts: readonly string[]): MetricRef
  /** By how much entries were given at most another time to live than declared, ms. */
  expiryOff(declared: Duration, window: Window, hosts: readonly string[]): MetricRef
  /** Least time that an entry had left when it was refreshed, ms. */
  leftAtRefresh(window: Window, hosts: readonly string[]): MetricRef
  /** Entries that were removed before their expiry. */
  removedBeforeExpiry(window: Window, hosts: readonly string[]): MetricRef
  /** Longest time from the expiry of an entry until it was removed, ms; never when one stayed. */
  removedAfterExpiry(window: Window, hosts: readonly string[]): MetricRef
}

const of = (window: Window, hosts: readonly string[]) => ({ ...fromTo(window), ...named(hosts) })

export const observeHeartbeats: HeartbeatObservations = {
  pingIntervalOff: (declared, window, hosts) =>
    metric('ping-interval-off', { intervalMs: parseDuration(declared), ...of(window, hosts) }),
  expiryOff: (declared, window, hosts) =>
    metric('expiry-off', { ttlMs: parseDuration(declared), ...of(window, hosts) }),
  leftAtRefresh: (window, hosts) => metric('left-at-refresh', of(window, hosts)),
  removedBeforeExpiry: (window, hosts) => metric('removed-before-expiry', of(window, hosts)),
  removedAfterExpiry: (window, hosts) => metric('removed-after-expiry', of(window, hosts)),
}
