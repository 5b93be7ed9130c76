import type { GuardResult } from '../analysis/guards.ts'
import { formatMs } from '../duration.ts'
import type { ScenarioResult } from './results.ts'
import { plural, valueText } from './words.ts'

/** `23 %, 54 % to spare`, `never observed: …`. */
export function nearText({ nearest, unit, spare, verdict, reason }: GuardResult): string {
  if (nearest === null) return `never observed${reason === undefined ? '' : `: ${reason}`}`
  const share =
    spare === null ? '' : `, ${Math.round(Math.abs(spare) * 100)} % ${spare < 0 ? 'past it' : 'to spare'}`
  return `${valueText(nearest, unit)}${verdict === 'passed' ? ', passed' : ''}${share}`
}

/** `healed reset-1 after 12 ms`; what was open when an execution was stopped. */
export function healedText({ healed }: NonNullable<ScenarioResult['stopped']>): string {
  if (healed.length === 0) return 'no fault was open'
  return healed
    .map(({ fault, afterMs }) =>
      afterMs === null
        ? `${fault}: its healing is not journaled`
        : `healed ${fault} after ${formatMs(afterMs)}`,
    )
    .join(', ')
}

/** Of one guard over many executions: the one that came nearest, and those that never saw a value. */
export interface GuardSummary {
  readonly guard: string
  readonly about: string
  /** Executions in which it was kept. */
  readonly kept: number
  readonly passed: number
  readonly notObserved: readonly ScenarioResult[]
  /** The least to spare; undefined: it was observed nowhere. */
  readonly nearest?: { readonly result: ScenarioResult; readonly guard: GuardResult }
}

export function guardSummaries(scenarios: readonly ScenarioResult[]): GuardSummary[] {
  const all = scenarios.flatMap((result) => (result.guards ?? []).map((guard) => ({ result, guard })))
  return [...Map.groupBy(all, ({ guard }) => guard.guard)].map(([text, own]) => {
    const count = (verdict: GuardResult['verdict']) => own.filter((one) => one.guard.verdict === verdict)
    const seen = own.filter(({ guard }) => guard.nearest !== null)
    const nearest = seen.toSorted((a, b) => (a.guard.spare ?? Infinity) - (b.guard.spare ?? Infinity))[0]
    return {
      guard: text,
      about: own[0]!.guard.about,
      kept: count('kept').length,
      passed: count('passed').length,
      notObserved: count('not observed').map(({ result }) => result),
      ...(nearest && { nearest }),
    }
  })
}

/** One line a guard, for terminals: `guard failed < 50 %: kept in 3 executions, nearest in shop/a: 23 %, 54 % to spare`. */
export function guardLines(scenarios: readonly ScenarioResult[]): string[] {
  return guardSummaries(scenarios).map(({ guard, kept, passed, notObserved, nearest }) => {
    const parts = [
      passed > 0 && `passed in ${plural(passed, 'execution')}`,
      kept > 0 && `kept in ${plural(kept, 'execution')}`,
      nearest && `nearest in ${nearest.result.id}: ${nearText(nearest.guard)}`,
      notObserved.length > 0 &&
        `never observed in ${plural(notObserved.length, 'execution')}, so that nothing was guarded there, first ${notObserved[0]!.id}`,
    ]
    return `guard ${guard}: ${parts.filter((part) => typeof part === 'string').join('; ')}`
  })
}
