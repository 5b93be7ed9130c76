import { outcomeOf, type ScenarioResult } from '../results.ts'

/** What had to hold, and through what. */
export interface Extent {
  /** Limits, each counted once for its scenario, whatever number of executions it was held in. */
  readonly limits: number
  readonly broken: number
  readonly untold: number
  /** Faults that were seen to act, those of one execution of each scenario. */
  readonly faults: number
}

/** Versions that had to hold every limit, and ran. */
export const hadToHold = (results: readonly ScenarioResult[]): ScenarioResult[] =>
  results.filter((result) => result.kind !== 'broken' && outcomeOf(result) !== 'skipped')

export function extentOf(results: readonly ScenarioResult[]): Extent {
  const verdicts = new Map<string, Set<string>>()
  const faults = new Map<string, number>()
  for (const { id, checks, verdict: whole, faults: own = [] } of hadToHold(results)) {
    const confirmed = own.filter((fault) => fault.confirmed).length
    faults.set(id, Math.max(faults.get(id) ?? 0, confirmed))
    for (const { name, verdict, precondition, notApplicable } of checks) {
      if (precondition || notApplicable) continue
      const key = JSON.stringify([id, name])
      // Of an execution that was cut short no limit is held or broken.
      const told = whole === 'stopped' ? 'inconclusive' : verdict
      verdicts.set(key, (verdicts.get(key) ?? new Set()).add(told))
    }
  }
  const all = [...verdicts.values()]
  const broken = all.filter((seen) => seen.has('failed')).length
  return {
    limits: all.length,
    broken,
    untold: all.filter((seen) => !seen.has('failed') && seen.has('inconclusive')).length,
    faults: [...faults.values()].reduce((sum, count) => sum + count, 0),
  }
}
