import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, parseDuration } from '../duration.ts'
import { now } from '../journal/clock.ts'
import type { Journal } from '../journal/writer.ts'
import type { Random } from './random.ts'

/** Scenario time for scenario bodies: everything is written in the design's durations and scaled here. */
export interface Time {
  /** Real time = scenario time × factor. */
  readonly factor: number
  /** Real milliseconds of a duration in scenario time. */
  ms(duration: Duration): number
  /**
   * Lets time go by and resolves with the moment at its end, monotonic ns. `workMs` is real time on top, for work that does not
   * get shorter with the profile.
   */
  pass(duration: Duration, options?: { readonly workMs?: number }): Promise<number>
  /**
   * Waits a seeded, uniformly drawn part of `tick`, so that faults do not always meet the systems' timers
   * (10 s and 30 s) in the same phase. The draw is journalled as part of the plan.
   */
  somewhereIn(tick: Duration): Promise<void>
}

export function createTime(factor: number, random: Random, journal: Journal, signal: AbortSignal): Time {
  const ms = (duration: Duration) => parseDuration(duration) * factor
  const wait = (realMs: number) => sleep(realMs, undefined, { signal })
  return {
    factor,
    ms,
    pass: async (duration, { workMs = 0 } = {}) => {
      await wait(ms(duration) + workMs)
      return now()
    },
    somewhereIn: async (tick) => {
      const drawn = random.below(ms(tick))
      journal.append({ kind: 'plan', what: `wait before the fault, drawn from ${tick}`, value: drawn })
      await wait(drawn)
    },
  }
}
