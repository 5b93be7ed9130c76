import { messageOf, UsageError } from '../../errors.ts'
import type { Results } from '../results.ts'
import { type Comparison, compareRuns } from './compare.ts'
import { asRunResults, type RunResults, readFolder } from './read-runs.ts'

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
    const run = asRunResults(results)
    const { runs, leftOut } = readFolder(dir)
    return { dir, comparison: compareRuns(onlyWhatRan(runs, run), [run], { baseline: leftOut }) }
  } catch (error) {
    if (error instanceof UsageError) return { dir, reason: messageOf(error) }
    throw error
  }
}

/** A run may have been asked for some scenarios only: what nobody asked for is not missing. */
export function onlyWhatRan(baseline: readonly RunResults[], run: RunResults): RunResults[] {
  const asked = new Set(run.scenarios.map(({ id, kind, runtime }) => `${id} ${kind} ${runtime}`))
  return baseline.map((one) => ({
    ...one,
    scenarios: one.scenarios.filter(({ id, kind, runtime }) => asked.has(`${id} ${kind} ${runtime}`)),
  }))
}
