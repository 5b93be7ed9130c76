import type { Verdict } from '../../journal/events.ts'

/** One execution of a scenario. */
export interface Execution {
  /** null: not known, or with local changes, so that two of them need not be the same code. */
  readonly commit: string | null
  readonly verdict: Verdict
}

export interface Flakiness {
  /** Neighbours on the same commit whose verdicts differ. */
  readonly changes: number
  /** All neighbours on the same commit. */
  readonly pairs: number
  /** Share of them; undefined where no commit ran twice. */
  readonly score?: number
}

/** How often the verdict changes although the code does not. Only `passed` and `failed` count. @param executions oldest first */
export function flakinessOf(executions: readonly Execution[]): Flakiness {
  const told = executions.filter(
    ({ commit, verdict }) => commit !== null && (verdict === 'passed' || verdict === 'failed'),
  )
  let [changes, pairs] = [0, 0]
  for (const own of Map.groupBy(told, ({ commit }) => commit).values()) {
    pairs += own.length - 1
    changes += own.slice(1).filter(({ verdict }, i) => verdict !== own[i]!.verdict).length
  }
  return { changes, pairs, ...(pairs > 0 && { score: changes / pairs }) }
}
