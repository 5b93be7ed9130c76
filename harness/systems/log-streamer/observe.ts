import { fromTo, type MetricRef, metric, type Window } from '../../door.ts'
import type { Web } from './web.ts'

/**
 * The metrics of a log streamer: each names a pure function of the analysis and its parameters, and is computed from the
 * journal when it is checked, and again whenever the report is built. "Base" is the time before the first fault.
 */
export interface StreamerObservations {
  /** Longest time during which the server had connections in this TCP state, ms; never when it still had at the end. */
  longestIn(web: Web, state: string, window: Window): MetricRef
  /** Descriptors at `at`, less their median in the base, which ends at `baseTo`. */
  descriptorsOverBase(web: Web, at: number, baseTo: number): MetricRef
  /** Most descriptors that the server had at once. */
  descriptorsMax(web: Web, window: Window): MetricRef
  /** Most connections that waited in the server's accept queue at once. */
  acceptQueueMax(web: Web, window: Window): MetricRef
  /** Most memory that the server had in RAM, less its median in a stretch of time before, or in the base, MB. */
  memoryOverBase(web: Web, window: Window, base?: Window): MetricRef
  /** Requests of probes and runner that failed though no fault reached them. */
  failedUntouched(): MetricRef
  /** Streams that failed, or had not the lines of their log, though no fault reached them. */
  streamsFailedUntouched(): MetricRef
  /** Answers with this status, to probes and to browsers. */
  answers(status: number, window: Window): MetricRef
  /** Time after `since` until every probe is answered and stays so, ms. */
  answeredAfter(window: Window): MetricRef
  /** How many of these streams the server had not ended by `at`. */
  notEnded(streams: readonly string[], at: number): MetricRef
  /** How many of these streams ended by `at` as if the log had ended. */
  withoutAWord(streams: readonly string[], at: number): MetricRef
  /** Browsers that left in the middle of a stream. */
  left(window: Window): MetricRef
  /** p95 of the answer times of a probe, less so many times the same in the base, ms. */
  slower(target: string, times: number, window: Window): MetricRef
}

/** Faults that drive the server to its end, or take it down. */
const drives = [{ fault: 'visit' }, { fault: 'stop' }, { fault: 'kill' }]

export const observeStreamer: StreamerObservations = {
  longestIn: ({ name }, state, window) =>
    metric('longest-in-state', { service: name, state, ...fromTo(window) }),
  descriptorsOverBase: ({ name }, at, baseTo) =>
    metric('descriptors-over-base', { service: name, at, baseTo }),
  descriptorsMax: ({ name }, window) => metric('descriptors-max', { service: name, ...fromTo(window) }),
  acceptQueueMax: ({ name }, window) => metric('accept-queue-max', { service: name, ...fromTo(window) }),
  memoryOverBase: ({ name }, window, base) =>
    metric('memory-over-base', {
      service: name,
      ...fromTo(window),
      ...(base && { baseFrom: base.since, baseTo: base.until }),
    }),
  failedUntouched: () => metric('untouched-failures', { touchedBy: drives }),
  streamsFailedUntouched: () =>
    metric('streams-failed-untouched', {
      touchedBy: [...drives, { fault: 'lose-file', path: '/jobs/silent/log' }],
    }),
  answers: (status, window) => metric('answers-with-status', { status, ...fromTo(window) }),
  answeredAfter: (window) => metric('answered-after', { ...window }),
  notEnded: (streams, at) => metric('streams-not-ended', { streams: [...streams], at }),
  withoutAWord: (streams, at) => metric('streams-without-a-word', { streams: [...streams], at }),
  left: (window) => metric('streams-left', fromTo(window)),
  slower: (target, times, window) =>
    metric('probe-over-base', { hosts: [target], times, stat: 'p95', ...fromTo(window) }),
}
