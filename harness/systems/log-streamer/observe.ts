import { type FigureRef, figure, fromTo, type Window } from '../figure-ref.ts'
import type { Web } from './web.ts'

/**
 * The figures of a log streamer: each names a pure function of the analysis and its parameters, and is computed from the
 * journal when it is checked, and again whenever the report is built. "Base" is the time before the first fault.
 */
export interface StreamerObservations {
  /** Longest time during which the server had connections in this TCP state, ms; never when it still had at the end. */
  longestIn(web: Web, state: string, window: Window): FigureRef
  /** Descriptors at `at`, less their median in the base, which ends at `baseTo`. */
  descriptorsOverBase(web: Web, at: number, baseTo: number): FigureRef
  /** Most descriptors that the server had at once. */
  descriptorsMax(web: Web, window: Window): FigureRef
  /** Most connections that waited in the server's accept queue at once. */
  acceptQueueMax(web: Web, window: Window): FigureRef
  /** Most memory that the server had in RAM, less its median in a stretch of time before, or in the base, MB. */
  memoryOverBase(web: Web, window: Window, base?: Window): FigureRef
  /** Requests of probes and runner that failed though no fault reached them. */
  failedUntouched(): FigureRef
  /** Streams that failed, or had not the lines of their log, though no fault reached them. */
  streamsFailedUntouched(): FigureRef
  /** Answers with this status, to probes and to browsers. */
  answers(status: number, window: Window): FigureRef
  /** Time after `since` until every probe is answered and stays so, ms. */
  answeredAfter(window: Window): FigureRef
  /** How many of these streams the server had not ended by `at`. */
  notEnded(streams: readonly string[], at: number): FigureRef
  /** How many of these streams ended by `at` as if the log had ended. */
  withoutAWord(streams: readonly string[], at: number): FigureRef
  /** Browsers that left in the middle of a stream. */
  left(window: Window): FigureRef
  /** p95 of the answer times of a probe, less so many times the same in the base, ms. */
  slower(target: string, times: number, window: Window): FigureRef
}

/** Faults that drive the server to its end, or take it down. */
const drives = [{ fault: 'visit' }, { fault: 'stop' }, { fault: 'kill' }]

export const observeStreamer: StreamerObservations = {
  longestIn: ({ name }, state, window) =>
    figure('longest-in-state', { service: name, state, ...fromTo(window) }),
  descriptorsOverBase: ({ name }, at, baseTo) =>
    figure('descriptors-over-base', { service: name, at, baseTo }),
  descriptorsMax: ({ name }, window) => figure('descriptors-max', { service: name, ...fromTo(window) }),
  acceptQueueMax: ({ name }, window) => figure('accept-queue-max', { service: name, ...fromTo(window) }),
  memoryOverBase: ({ name }, window, base) =>
    figure('memory-over-base', {
      service: name,
      ...fromTo(window),
      ...(base && { baseFrom: base.since, baseTo: base.until }),
    }),
  failedUntouched: () => figure('untouched-failures', { touchedBy: drives }),
  streamsFailedUntouched: () =>
    figure('streams-failed-untouched', {
      touchedBy: [...drives, { fault: 'lose-file', path: '/jobs/silent/log' }],
    }),
  answers: (status, window) => figure('answers-with-status', { status, ...fromTo(window) }),
  answeredAfter: (window) => figure('answered-after', { ...window }),
  notEnded: (streams, at) => figure('streams-not-ended', { streams: [...streams], at }),
  withoutAWord: (streams, at) => figure('streams-without-a-word', { streams: [...streams], at }),
  left: (window) => figure('streams-left', fromTo(window)),
  slower: (target, times, window) =>
    figure('probe-over-base', { hosts: [target], times, stat: 'p95', ...fromTo(window) }),
}
