import { messageOf, UsageError } from '../../errors.ts'
import type { Results } from '../results.ts'
import { type Comparison, compareRuns } from './compare.ts'
import { asRunResults, readRuns } from './read-runs.ts'

/** What a report says about its baseline: the comparison, or why there is none. */
export type AgainstBaseline =
  | { readonly dir: string; readonly comparison: Comparison }
  | { readonly dir: string; readonly reason: string }

/**
 * Compares the results of a run with the run, or folder of runs, in `dir`. A baseline that cannot be compared (another schema,
 * profile or scenario set) does not spoil the report: the reason stands in it.
 */
export function againstBaseline(dir: string, results: Results): AgainstBaseline {
  try {
    return { dir, comparison: compareRuns(readRuns(dir), [asRunResults(results)]) }
  } catch (error) {
    if (error instanceof UsageError) return { dir, reason: messageOf(error) }
    throw error
  }
}
