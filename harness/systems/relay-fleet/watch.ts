import { type Duration, parseDuration, UsageError } from '../../door.ts'

/** How long a scenario watches for something that a check holds against a limit. */
export interface Watch {
  /** The limit of the check for which this is the wait, scenario time: it is not over before that limit is decided. */
  readonly decides: Duration
  /** Moment from which that limit counts, ns. Default: the beginning of the wait. */
  readonly from?: number
  /** Longer than that, scenario time, where a scenario wants to see more. Shorter is a mistake. */
  readonly giveUpAfter?: Duration
}

/**
 * Longest wait in scenario time, ms: the limit and how much longer it must last, and the time for which what came must stay.
 * @throws UsageError for a wait that ends before its limit is decided: "never" would be told of what came in time
 */
export function watchMs({ decides, giveUpAfter }: Watch, hold: Duration, longer: Duration = '0ms'): number {
  const least = parseDuration(decides) + parseDuration(hold)
  if (giveUpAfter === undefined) return least + parseDuration(longer)
  const asked = parseDuration(giveUpAfter)
  if (asked < least)
    throw new UsageError(
      `giveUpAfter: ${giveUpAfter} is over before the limit of ${decides} is decided; with ${hold} for which hosts must stay it takes ` +
        `${least} ms, so leave it out`,
    )
  return asked
}
