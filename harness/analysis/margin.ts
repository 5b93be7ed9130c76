import type { Verdict } from '../journal/events.ts'
import type { CheckOp } from './check.ts'

interface Limited {
  readonly observed: number | null
  readonly op: CheckOp
  readonly limit: number
}

/** Share of the limit that is left, −∞..1; undefined where a limit leaves no room (`= 0`, `≤ 0`). */
export function marginOf({ observed, op, limit }: Limited): number | undefined {
  if (op === '==' || limit === 0) return undefined
  if (observed === null) return -Infinity
  return op === '<=' ? (limit - observed) / limit : (observed - limit) / limit
}

/**
 * How near a check came to failing, for saying which came nearest: the margin of what may be at most so much. What must be at least so much is met
 * or not: one exit code where one is needed is not tight.
 */
export function tightnessOf(check: Limited & { readonly verdict: Verdict }): number | undefined {
  return check.op === '>=' && check.verdict === 'passed' ? undefined : marginOf(check)
}
