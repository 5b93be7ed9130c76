import { scaleTable } from '../scale.ts'

/**
 * The one table of the relay fleet's durations and counts, in scenario time (`production` = 1).
 * Source: design, systems.md "Constants", column "fixed".
 */
export const relayConstants = {
  /** Relay to host ping. */
  pingIntervalMs: 30_000,
  /** Missed pings before the relay closes with 1001. */
  missedPingsMax: 3,
  /** Longest wait for one pong of a relay that has no patience (broken variant only). */
  pongDeadlineMs: 380,
  /** Host reconnect delay: base, doubled per attempt, up to the ceiling, times a random factor in [0.5, 1). */
  backoffBaseMs: 1_000,
  backoffCeilingMs: 5_000,
  backoffFactorMin: 0.5,
  /** Host abandons a tunnel on which nothing arrived for so long; looks every check interval. */
  watchdogMs: 75_000,
  watchdogCheckMs: 10_000,
  connectTimeoutMs: 20_000,
  /** How long a host that waits for a close reply keeps the socket (broken variant only). */
  stuckSocketGraceMs: 30_000,
  directoryTtlMs: 90_000,
  directorySweepMs: 30_000,
  /** Deadline of every directory call (fault 1: a call that hangs must not hold up a drain). */
  directoryDeadlineMs: 1_000,
  /** Drain: wait after the in-band message; longest wait for close handshakes after the closes. */
  drainWaitMs: 500,
  drainTailMs: 1_500,
  /** Platform's SIGKILL after the stop signal. */
  killTimeoutMs: 10_000,
  /** A request through a tunnel. */
  requestTimeoutMs: 30_000,
  /** Directory write on register: attempts, first pause, doubled each time; then close 1011. */
  registerAttempts: 3,
  registerPauseMs: 100,
  /** Smoke test after a deploy: a region that has not answered by then is down. Ours: twice what a client waits. */
  smokeTimeoutMs: 10_000,
  /** Added to every authorisation; a scenario slows it down to hit the windows of a drain. */
  authDelayMs: 0,
} as const

export type RelayConstants = { readonly [K in keyof typeof relayConstants]: number }

/** The constants at a profile's factor. */
export function scaleConstants(factor: number, overrides: Partial<RelayConstants> = {}): RelayConstants {
  return scaleTable({ ...relayConstants, ...overrides }, factor)
}
