import type { Verdict } from '../journal/events.ts'

/** What an exit code needs to know of one result. */
export interface Outcome {
  readonly verdict: Verdict
  /** Broken variants only. */
  readonly detected?: boolean | undefined
}

/** A variant that must hold and broke a limit, or a broken variant that was missed. */
export function isFailure({ verdict, detected }: Outcome): boolean {
  if (verdict !== 'passed' && verdict !== 'failed') return false
  return detected === undefined ? verdict === 'failed' : !detected
}

/**
 * 0: all is as it should be · 1: a variant that must hold failed or a broken variant was missed · 3: none of that, but a guard or
 * somebody stopped an execution · 2: none of that, but something is unknown, or nothing at all was shown because everything was skipped.
 *
 * A broken system comes first: it is known for certain, whatever else was stopped. Stopped comes before unknown: somebody has to look at a
 * system that came too near its limit, where an unknown result may only need another run.
 */
export function exitCode(outcomes: readonly Outcome[]): 0 | 1 | 2 | 3 {
  if (outcomes.some(isFailure)) return 1
  if (outcomes.some(({ verdict }) => verdict === 'stopped')) return 3
  const shown = outcomes.some(({ verdict }) => verdict === 'passed' || verdict === 'failed')
  return shown && !outcomes.some(({ verdict }) => verdict === 'inconclusive') ? 0 : 2
}
