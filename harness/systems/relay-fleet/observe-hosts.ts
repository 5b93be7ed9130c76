import { fromTo, type MetricRef, metric, type Window } from '../../door.ts'
import type { DelaySchedule } from './metrics/delay-schedule.ts'
import { named } from './named-hosts.ts'
import type { ReconnectWindow, Stat } from './observe.ts'
import { onceProbe } from './once.ts'
import { tlsEdgeName } from './options.ts'
import { clientProbe } from './probe-names.ts'
import type { Relay } from './relay.ts'
import { strangerProbe } from './strangers.ts'

/** Metrics of what hosts do by themselves: dial, register, notice that nothing arrives. */
export interface HostObservations {
  /** Most dials that one host began in the window. */
  dialsPerHost(window: Window): MetricRef
  /** Most dials of all hosts together that were due within any stretch of `bucketMs` real time. */
  dialsRate(window: Window, bucketMs: number, even: { everyMs: number; limit: number }): MetricRef
  /** Smallest time between the beginnings of two dials of one host, ms. */
  dialGap(window: Window): MetricRef
  /**
   * How much of the time from `since` until a host was registered again it waited by its own decision, ms. It scales as the constants do, so it is
   * held against a limit without any allowance.
   */
  decidedDelay(window: ReconnectWindow, stat: Stat, hosts?: readonly string[]): MetricRef
  /** Delays that hosts decided on and that are not what `schedule` declares. */
  delaysOffSchedule(window: Window, schedule: DelaySchedule, hosts?: readonly string[]): MetricRef
  /** Of these hosts those that a relay took on, or wrote into the directory. */
  letIn(window: Window, hosts: readonly string[]): MetricRef
  /** Connections on which a host sent something, its token first of all, although the TLS edge had shown it a bad certificate. */
  badCertificatesTrusted(window: Window): MetricRef
  /** Clients' requests with tokens that are no good and that were not answered with `status`. */
  strangersAnsweredOtherwise(status: number, window: Window): MetricRef
  /** Requests of `fleet.askOnce` that came to their host more than once. */
  deliveredTwice(): MetricRef
  /** Requests of `fleet.askOnce`, due in the window, that were not answered with `status`. */
  onceAnsweredOtherwise(status: number, window: Window): MetricRef
  /** Requests of `fleet.askOnce` that were answered with what is not their own answer. */
  answersOfOthers(): MetricRef
  /** How often these hosts registered; unknown unless each of them did. */
  registrations(window: Window, hosts: readonly string[]): MetricRef
  /** Time after `since` until a host noticed by itself that nothing arrives any more, ms. */
  detection(window: Window, stat: Stat, hosts?: readonly string[]): MetricRef
  /** From that moment until the host was registered again, ms. */
  reconnectAfterDetection(window: Window, stat: Stat, hosts?: readonly string[]): MetricRef
  /** Statistic of the probes in the window minus that of those in `base`, ms; a failed probe took forever. */
  probeRise(window: Window, base: Window, stat: 'p50' | 'p95' | 'p99'): MetricRef
  /** Most memory that the relay had in RAM, less its median in `base`, MB. */
  memoryOverBase(relay: Relay, window: Window, base: Window): MetricRef
  /** Descriptors of the relay at `at`, less their median in `base`. */
  descriptorsOverBase(relay: Relay, at: number, base: Window): MetricRef
  /** Timers of the relay between two reads of `fleet.readTimers`. */
  timersGrown(relay: Relay, window: Window): MetricRef
  /** What the relay has grown by per tunnel since it was empty, as read at `at`, KiB. */
  memoryPerHost(relay: Relay, at: number): MetricRef
}

export const observeHosts: HostObservations = {
  dialsPerHost: (window) => metric('dials-per-host', fromTo(window)),
  dialsRate: (window, bucketMs, { everyMs, limit }) =>
    metric('dials-rate', { ...fromTo(window), bucketMs, evenMs: everyMs, limitDials: limit }),
  dialGap: (window) => metric('dial-gap', fromTo(window)),
  decidedDelay: ({ since, until, fault }, stat, hosts) =>
    metric('decided-delay', {
      since,
      until,
      stat,
      ...(fault === undefined ? {} : { fault }),
      ...named(hosts),
    }),
  delaysOffSchedule: (window, { resets, ...schedule }, hosts) =>
    metric('delays-off-schedule', {
      ...fromTo(window),
      schedule: { ...schedule, ...(resets ? { resets } : {}) },
      ...named(hosts),
    }),
  letIn: (window, hosts) => metric('hosts-let-in', { ...fromTo(window), hosts: [...hosts] }),
  badCertificatesTrusted: (window) =>
    metric('bad-certificates-trusted', { ...fromTo(window), service: tlsEdgeName }),
  strangersAnsweredOtherwise: (status, window) =>
    metric('other-answers', { status, ...fromTo(window), probe: strangerProbe }),
  deliveredTwice: () => metric('delivered-twice', { probe: onceProbe }),
  onceAnsweredOtherwise: (status, window) =>
    metric('other-answers', { status, ...fromTo(window), probe: onceProbe }),
  answersOfOthers: () => metric('answers-of-others', { probe: onceProbe }),
  registrations: (window, hosts) => metric('registrations', { ...fromTo(window), ...named(hosts) }),
  detection: (window, stat, hosts) => metric('detection', { ...window, stat, ...named(hosts) }),
  reconnectAfterDetection: (window, stat, hosts) =>
    metric('reconnect-after-detection', { ...window, stat, ...named(hosts) }),
  probeRise: (window, base, stat) =>
    metric('probe-latency-rise', {
      ...fromTo(window),
      baseFrom: base.since,
      baseTo: base.until,
      probe: clientProbe,
      stat,
    }),
  memoryOverBase: ({ service }, window, base) =>
    metric('memory-over-base', {
      service: service.name,
      ...fromTo(window),
      baseFrom: base.since,
      baseTo: base.until,
    }),
  descriptorsOverBase: ({ service }, at, base) =>
    metric('descriptors-over-base', {
      service: service.name,
      at,
      baseFrom: base.since,
      baseTo: base.until,
    }),
  timersGrown: ({ service }, window) => metric('timers-grown', { service: service.name, ...fromTo(window) }),
  memoryPerHost: ({ service }, at) => metric('memory-per-host', { service: service.name, at }),
}
