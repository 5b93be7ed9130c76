import type { Verdict } from '../journal/events.ts'

/** What an exit code needs to know of one result. */
export interface Outcome {
  readonly verdict: Verdict
  /** Known-bad forms only. */
  readonly caught?: boolean | undefined
}

/** A form that must hold and broke a limit, or a known-bad form that was not caught. */
export function isFailure({ verdict, caught }: Outcome): boolean {
  if (verdict === 'inconclusive' || verdict === 'skipped') return false
  return caught === undefined ? verdict === 'failed' : !caught
}

/**
 * 0: all is as it should be · 1: a form that must hold failed or a known-bad form was not caught · 2: none of that, but something
 * is unknown, or nothing at all was shown because everything was skipped.
 */
export function exitCode(outcomes: readonly Outcome[]): 0 | 1 | 2 {
  if (outcomes.some(isFailure)) return 1
  const shown = outcomes.some(({ verdict }) => verdict === 'passed' || verdict === 'failed')
  return shown && !outcomes.some(({ verdict }) => verdict === 'inconclusive') ? 0 : 2
}
