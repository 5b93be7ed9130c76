import { z } from 'zod'
import { duration } from './schema-parts.ts'

const timing = {
  pingInterval: duration,
  backoffBase: duration,
  backoffCeiling: duration,
  /** Shortest delay of all. Default: that factor times the base. */
  backoffMin: duration,
  /** Smallest factor that jitter multiplies the ceiling by. */
  backoffFactorMin: z.number().min(0).max(1),
  /** Shortest delay of a host that another with its id has replaced. Default: as after any loss, at the ceiling. */
  replacedDelay: duration,
  /** A relay gives up a host that answers no ping after so long, at most. */
  pingTimeout: duration,
  /** Inbound silence after which a host gives its tunnel up, and how often it looks. */
  watchdog: duration,
  watchdogCheck: duration,
  directoryTtl: duration,
  directorySweep: duration,
  /** Longest time a relay waits for its directory. */
  directoryDeadline: duration,
  /** Longest time from the stop signal to the exit of a relay that drains. */
  drain: duration,
  /** A relay that drains clears its entries, and closes tunnels, so long after the signal. */
  drainWait: duration,
}

const { pingInterval, backoffCeiling, drain } = timing

/** As the programs are built. */
export const constants = z
  .strictObject(timing)
  .partial()
  .extend({
    pingInterval,
    backoffCeiling,
    drain,
    backoffBase: duration.default('1s'),
    backoffFactorMin: timing.backoffFactorMin.default(0.5),
    directoryDeadline: duration.default('1s'),
    killTimeout: duration,
  })

/** As they are wanted to be: what checks hold them against. */
export const limits = z.strictObject(timing).partial()
