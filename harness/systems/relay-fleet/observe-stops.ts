import { type FigureRef, figure, fromTo, named, type Window } from '../figure-ref.ts'
import type { Stat } from './observe.ts'
import type { Relay } from './relay.ts'
import type { SmokeRun } from './smoke-test.ts'

/** Figures of stopping and deploying. */
export interface StopObservations {
  /** Signals that relays were sent. */
  signalsSent(relays: readonly Relay[], window: Window): FigureRef
  /** Hosts of the relay, at the beginning of the window, that were not told to leave exactly once. */
  notToldOnce(relay: Relay, window: Window): FigureRef
  /** Tunnels of the relay, at the beginning of the window, closed with `code` or left by a host that was told to. */
  leftInOrder(relay: Relay, window: Window, code: number): FigureRef
  /** From the stop signal to the drain notice of each host of the relay, ms. */
  noticeTime(relay: Relay, window: Window, stat: Stat): FigureRef
  /** From the drain notice of each host of the relay that stays on to the end of its tunnel, ms. */
  drainWait(relay: Relay, window: Window, stat: Stat): FigureRef
  /** Tunnels of the relay, at the beginning of the window, that it closed with another code. */
  closedOtherwise(relay: Relay, window: Window, code: number): FigureRef
  /** Clients' WebSockets that were open at `since`. */
  socketsOpen(sockets: readonly string[], since: number): FigureRef
  /** Longest time until one of them was closed with a code, ms; never for one that was not. */
  socketCloseTime(sockets: readonly string[], window: Window): FigureRef
  /** Tunnels that the relay took on. */
  tunnelsServed(relay: Relay, window: Window): FigureRef
  /** Dials that were connected at `at` (ns), and neither registered nor ended. */
  dialsUnderWay(at: number): FigureRef
  /** Dials that hosts began. */
  dialsStarted(window: Window): FigureRef
  /** Time to an answer of any status, ms; never without one. */
  answerTime(window: Window, stat: Stat, hosts: readonly string[]): FigureRef
  /** Exit code of one run of the smoke test. */
  smokeExit(run: SmokeRun): FigureRef
  /** Lines, of those quoted by `fleet.quoteLog(relay, text)`, that say `says`. */
  logLines(relay: Pick<Relay, 'service'>, text: string, says: string): FigureRef
}

export const observeStops: StopObservations = {
  signalsSent: (relays, window) =>
    figure('signals-sent', { services: relays.map(({ name }) => name), ...fromTo(window) }),
  notToldOnce: ({ identity }, window) => figure('not-told-once', { relay: identity, ...fromTo(window) }),
  leftInOrder: ({ identity }, window, code) =>
    figure('left-in-order', { relay: identity, code, ...fromTo(window) }),
  noticeTime: ({ identity }, window, stat) =>
    figure('notice-time', { relay: identity, stat, ...fromTo(window) }),
  drainWait: ({ identity }, window, stat) =>
    figure('drain-wait', { relay: identity, stat, ...fromTo(window) }),
  closedOtherwise: ({ identity }, window, code) =>
    figure('closed-otherwise', { relay: identity, code, ...fromTo(window) }),
  socketsOpen: (sockets, since) => figure('sockets-open', { streams: [...sockets], since }),
  socketCloseTime: (sockets, { since, until }) =>
    figure('socket-close-time', { streams: [...sockets], since, until }),
  tunnelsServed: ({ identity }, window) => figure('tunnels-served', { relay: identity, ...fromTo(window) }),
  dialsUnderWay: (at) => figure('dials-under-way', { at }),
  dialsStarted: (window) => figure('dials-started', fromTo(window)),
  answerTime: (window, stat, hosts) => figure('answer-time', { stat, ...fromTo(window), ...named(hosts) }),
  smokeExit: ({ service, incarnation }) => figure('exit-code', { service: service.name, incarnation }),
  logLines: ({ service }, text, says) =>
    figure('log-lines', { service: service.name, incarnation: service.started.incarnation, text, says }),
}
