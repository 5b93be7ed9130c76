import type { EventOf } from '../journal/events.ts'
import type { FigureValue } from './figure.ts'

export type CheckOp = EventOf<'check'>['op']
export type CheckVerdict = EventOf<'check'>['verdict']

/** Rounding that binary fractions bring, relative to the limit. */
const EPSILON = 1e-9

/** A figure's value, or what a journal has recorded of it. */
type Value = Pick<FigureValue, 'observed' | 'resolution' | 'unit'> & { readonly reason?: string | undefined }

/**
 * Holds a figure against a limit. "Never" (null) keeps no limit, whatever its direction; a figure with a reason why it
 * cannot be told gives `inconclusive`, and so does one that breaks the limit by no more than its own uncertainty: that may be the harness's doing.
 */
export function checkVerdict(value: Value, op: CheckOp, limit: number): CheckVerdict {
  if (whyInconclusive(value, op, limit) !== undefined) return 'inconclusive'
  if (value.observed === null) return 'failed'
  return keeps(value.observed, op, limit) ? 'passed' : 'failed'
}

/** Why such a check cannot be told; undefined when it can. */
export function whyInconclusive(
  { observed, resolution, unit, reason }: Value,
  op: CheckOp,
  limit: number,
): string | undefined {
  if (reason !== undefined || observed === null || keeps(observed, op, limit)) return reason
  if (Math.abs(observed - limit) > resolution) return undefined
  return `the limit is broken by no more than the uncertainty of ± ${Number(resolution.toFixed(1))} ${unit}`
}

function keeps(observed: number, op: CheckOp, limit: number): boolean {
  const slack = Math.abs(limit) * EPSILON
  if (op === '<=') return observed <= limit + slack
  if (op === '>=') return observed >= limit - slack
  return Math.abs(observed - limit) <= slack
}
