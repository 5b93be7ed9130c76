import type { EventOf } from '../journal/events.ts'

export type CheckOp = EventOf<'check'>['op']
export type CheckVerdict = EventOf<'check'>['verdict']

/** Rounding that binary fractions bring, relative to the limit. */
const EPSILON = 1e-9

/**
 * Holds a figure against a limit. "Never" (null) keeps no limit, whatever its direction; a figure with a reason why it
 * cannot be told gives `unknown`.
 */
export function checkVerdict(
  value: { observed: number | null; reason?: string | undefined },
  op: CheckOp,
  limit: number,
): CheckVerdict {
  if (value.reason !== undefined) return 'unknown'
  if (value.observed === null) return 'failed'
  return keeps(value.observed, op, limit) ? 'passed' : 'failed'
}

function keeps(observed: number, op: CheckOp, limit: number): boolean {
  const slack = Math.abs(limit) * EPSILON
  if (op === '<=') return observed <= limit + slack
  if (op === '>=') return observed >= limit - slack
  return Math.abs(observed - limit) <= slack
}
