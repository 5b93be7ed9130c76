import { UsageError } from '../../errors.ts'
import { onlyWhatRan } from '../comparison/against-baseline.ts'
import { type Comparison, compareRuns } from '../comparison/compare.ts'
import type { LeftOut, Night } from './nights.ts'

/** The newest night against those before it, or why it is not compared. */
export type Tonight =
  | { readonly night: string; readonly baseline: readonly string[]; readonly comparison: Comparison }
  /** `unknown`: there is a newer night, of which nothing can be said. */
  | { readonly night: string; readonly reason: string; readonly unknown: boolean }

/**
 * Compares the newest night with the `last` ones before it, night-to-night noise counted.
 * @param leftOut a newer one among them means that nothing is known of tonight
 */
export function tonightOf(
  nights: readonly Night[],
  leftOut: readonly LeftOut[],
  last: number,
): Tonight | undefined {
  const newest = nights.at(-1)
  const dead = leftOut.at(-1)
  if (dead && (!newest || Date.parse(dead.startedAt) > Date.parse(newest.results.run.startedAt)))
    return { night: dead.night, reason: dead.reason, unknown: true }
  if (!newest) return undefined
  const before = nights.slice(-last - 1, -1)
  if (before.length === 0) return { night: newest.id, reason: 'there is no night before it', unknown: false }
  try {
    return {
      night: newest.id,
      baseline: before.map(({ id }) => id),
      comparison: compareWithNights(before, newest),
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { night: newest.id, reason: error.message, unknown: false }
  }
}

/**
 * Compares a night with nights before it. What those had and this one lacks is lost where it was asked for the same as the night
 * before; a run that was asked for some scenarios only is compared in these.
 * @throws UsageError when they have no check in common, or ran in different profiles
 */
export function compareWithNights(before: readonly Night[], night: Night): Comparison {
  const runs = before.map(({ results }) => results)
  const same = questionOf(before.at(-1)!) === questionOf(night)
  return compareRuns(same ? runs : onlyWhatRan(runs, night.results), [night.results], {
    byNight: true,
    ...(night.missing !== undefined && { run: [`${night.id}: ${night.missing}`] }),
  })
}

/** Options that do not say what is to run. */
const beside = /^--(?:out|seed|shard|baseline|concurrency|retry-inconclusive|repeat)$/

/** The command line of a night without what may differ from one to the next. */
function questionOf({ results }: Night): string {
  const argv = (results.run.argv ?? []).flatMap((word) => word.split(/(?<=^--[\w-]+)=/))
  return argv.filter((word, i) => !beside.test(word) && !beside.test(argv[i - 1] ?? '')).join(' ')
}
