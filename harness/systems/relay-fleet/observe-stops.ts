import { fromTo, type MetricRef, metric, type Window } from '../../door.ts'
import { named } from './named-hosts.ts'
import type { Stat } from './observe.ts'
import type { Relay } from './relay.ts'
import type { SmokeRun } from './smoke-test.ts'

/** Metrics of stopping and deploying. */
export interface StopObservations {
  /** Signals that relays were sent. */
  signalsSent(relays: readonly Relay[], window: Window): MetricRef
  /** Hosts of the relay, at the beginning of the window, that were not told to leave exactly once. */
  notToldOnce(relay: Relay, window: Window): MetricRef
  /** Tunnels of the relay, at the beginning of the window, closed with `code` or left by a host that was told to. */
  leftInOrder(relay: Relay, window: Window, code: number): MetricRef
  /** From the stop signal to the drain notice of each host of the relay, ms. */
  noticeTime(relay: Relay, window: Window, stat: Stat): MetricRef
  /** From the drain notice of each host of the relay that stays on to the end of its tunnel, ms. */
  drainWait(relay: Relay, window: Window, stat: Stat): MetricRef
  /** Tunnels of the relay, at the beginning of the window, that it closed with another code. */
  closedOtherwise(relay: Relay, window: Window, code: number): MetricRef
  /** Clients' WebSockets that were open at `since`. */
  socketsOpen(sockets: readonly string[], since: number): MetricRef
  /** Longest time until one of them was closed with a code, ms; never for one that was not. */
  socketCloseTime(sockets: readonly string[], window: Window): MetricRef
  /** Tunnels that the relay took on. */
  tunnelsServed(relay: Relay, window: Window): MetricRef
  /** Time to an answer of any status, ms; never without one. */
  answerTime(window: Window, stat: Stat, hosts: readonly string[]): MetricRef
  /** Exit code of one run of the smoke test. */
  smokeExit(run: SmokeRun): MetricRef
  /** Lines, of those quoted by `fleet.quoteLog(relay, text)`, that say `says`. */
  logLines(relay: Pick<Relay, 'service'>, text: string, says: string): MetricRef
}

export const observeStops: StopObservations = {
  signalsSent: (relays, window) =>
    metric('signals-sent', { services: relays.map(({ name }) => name), ...fromTo(window) }),
  notToldOnce: ({ identity }, window) => metric('not-told-once', { relay: identity, ...fromTo(window) }),
  leftInOrder: ({ identity }, window, code) =>
    metric('left-in-order', { relay: identity, code, ...fromTo(window) }),
  noticeTime: ({ identity }, window, stat) =>
    metric('notice-time', { relay: identity, stat, ...fromTo(window) }),
  drainWait: ({ identity }, window, stat) =>
    metric('drain-wait', { relay: identity, stat, ...fromTo(window) }),
  closedOtherwise: ({ identity }, window, code) =>
    metric('closed-otherwise', { relay: identity, code, ...fromTo(window) }),
  socketsOpen: (sockets, since) => metric('sockets-open', { streams: [...sockets], since }),
  socketCloseTime: (sockets, { since, until }) =>
    metric('socket-close-time', { streams: [...sockets], since, until }),
  tunnelsServed: ({ identity }, window) => metric('tunnels-served', { relay: identity, ...fromTo(window) }),
  answerTime: (window, stat, hosts) => metric('answer-time', { stat, ...fromTo(window), ...named(hosts) }),
  smokeExit: ({ service, incarnation }) => metric('exit-code', { service: service.name, incarnation }),
  logLines: ({ service }, text, says) =>
    metric('log-lines', { service: service.name, incarnation: service.started.incarnation, text, says }),
}
