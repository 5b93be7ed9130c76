import { HarnessError } from '../errors.ts'

/** What one execution of a scenario on the mutant, or on the unmodified copy, came to. */
export interface Execution {
  readonly scenario: string
  readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'skipped' | 'stopped'
  /** Checks that failed. */
  readonly failed: readonly string[]
  /** Why it is inconclusive, skipped or stopped. */
  readonly reason?: string
}

interface Row {
  readonly id: string
  readonly verdict: Execution['verdict']
  readonly checks: readonly { readonly name: string; readonly verdict: string }[]
  readonly reason?: string
  readonly kind: 'current' | 'variant' | 'broken' | 'target'
}

/**
 * Reads the executions that must hold from a run's `results.json`. The one place that knows its format.
 * @throws HarnessError when there are none
 */
export function readExecutions(text: string): Execution[] {
  const { scenarios } = JSON.parse(text) as { readonly scenarios?: readonly Row[] }
  const own = scenarios?.filter(({ kind }) => kind === 'current' || kind === 'variant')
  if (!own?.length) throw new HarnessError('the run executed nothing')
  return own.map(({ id, verdict, checks, reason }) => ({
    scenario: id,
    verdict,
    failed: checks.filter((check) => check.verdict === 'failed').map(({ name }) => name),
    ...(reason !== undefined && { reason }),
  }))
}
