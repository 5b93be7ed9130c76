import { type Env, withOverrides } from '../env.ts'
import { scaleTable } from '../scale.ts'

/**
 * The one table of the log streamer's durations and sizes, in scenario time (`production` = 1).
 * Source: design, systems.md "Log streamer"; what it leaves open is marked.
 */
export const logConstants = {
  /** While a stream waits for the next line, a comment is written to it this often. */
  heartbeatMs: 5_000,
  /** How often a waiting stream looks for more log, opening the file by its name as `tail -F` does. Ours. */
  pollMs: 1_000,
  /** The proxy waits so long for the head of an answer. Ours; Caddy's own default is forever. */
  responseHeaderMs: 10_000,
  /** `warmUp=10s`: what such a server takes until it answers. */
  warmUpMs: 10_000,
  /** A stream reads and sends the log in pieces of at most so many bytes. */
  pieceBytes: 64 * 1024,
} as const

export type LogConstants = { readonly [K in keyof typeof logConstants]: number }

/** @param env may name constants that differ (`CONSTANTS`) */
export function scaleLogConstants(factor: number, env: Env = {}): LogConstants {
  return scaleTable<LogConstants>(withOverrides<LogConstants>(env, logConstants), factor)
}

/** What the server may use at most, so that a leak ends in reach of a test. */
export interface LogLimits {
  /** RLIMIT_NOFILE. */
  readonly descriptors: number
  /** Connections that wait to be accepted; the kernel lets one more in, then drops. */
  readonly backlog: number
}

/** 1,024 descriptors in production and 256 in a shorter profile (design); Node's own backlog, 511, and a quarter of it. */
export function logLimits(factor: number): LogLimits {
  return factor < 1 ? { descriptors: 256, backlog: 128 } : { descriptors: 1_024, backlog: 511 }
}
