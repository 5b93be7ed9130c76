import type { EventOf } from '../journal/events.ts'
import type { Bounds, MetricValue } from './metric.ts'

export type CheckOp = EventOf<'check'>['op']
export type CheckVerdict = EventOf<'check'>['verdict']

/** Rounding that binary fractions bring, relative to the limit. */
const EPSILON = 1e-9

/** A metric's value, or what a journal has recorded of it. */
type Value = Pick<MetricValue, 'observed' | 'uncertainty' | 'unit'> & {
  readonly atLeast?: number | undefined
  readonly bounds?: Bounds | undefined
  readonly heldUp?: number | undefined
  readonly reason?: string | undefined
}

export interface CheckFinding {
  readonly verdict: CheckVerdict
  /** Why it is inconclusive. */
  readonly reason?: string
}

/**
 * Holds a metric against a limit. Uncertainty counts both ways: `passed` only if the value keeps the limit at the worse end of its
 * uncertainty, `failed` only if it breaks it at the better end; between the two the check is `inconclusive`.
 * "Never" (null) keeps no limit, unless the watch ended before the limit could be decided (`atLeast`).
 */
export function checkFinding(value: Value, op: CheckOp, limit: number): CheckFinding {
  if (value.reason !== undefined) return { verdict: 'inconclusive', reason: value.reason }
  if (value.observed === null) return never(value, op, limit)
  const [least, most] = value.bounds ?? [
    value.observed - value.uncertainty,
    value.observed + value.uncertainty,
  ]
  // That something came late is no fault of a system that had no core; that it came early enough is its own doing.
  const ends = [op === '<=' ? least - (value.heldUp ?? 0) : least, most] as const
  if (ends.every((end) => keeps(end, op, limit))) return { verdict: 'passed' }
  if (brokenThroughout(ends, op, limit)) return { verdict: 'failed' }
  const kept = keeps(value.observed, op, limit) ? 'kept' : 'broken'
  const unsure = Math.max(value.observed - least, most - value.observed)
  const machine =
    !value.heldUp || kept === 'kept'
      ? ''
      : ` and the ${round(value.heldUp)} ms that the machine may have taken`
  return {
    verdict: 'inconclusive',
    reason: `the limit is ${kept} by no more than the uncertainty of ± ${round(unsure)} ${value.unit}${machine}`,
  }
}

export const checkVerdict = (value: Value, op: CheckOp, limit: number): CheckVerdict =>
  checkFinding(value, op, limit).verdict

/** A time that had not come when the watch ended is longer than the watch, and no more is known of it. */
function never({ atLeast, uncertainty, unit }: Value, op: CheckOp, limit: number): CheckFinding {
  if (atLeast === undefined || op !== '<=') return { verdict: 'failed' }
  if (!keeps(atLeast - uncertainty, op, limit)) return { verdict: 'failed' }
  return {
    verdict: 'inconclusive',
    reason: `the watch ended after ${round(atLeast)} ${unit}, too early to decide a limit of ${round(limit)} ${unit}`,
  }
}

/** No value between the ends keeps the limit. */
function brokenThroughout([least, most]: Bounds, op: CheckOp, limit: number): boolean {
  if (op === '<=') return !keeps(least, op, limit)
  if (op === '>=') return !keeps(most, op, limit)
  return !keeps(most, '>=', limit) || !keeps(least, '<=', limit)
}

export function keeps(observed: number, op: CheckOp, limit: number): boolean {
  const slack = Math.abs(limit) * EPSILON
  if (op === '<=') return observed <= limit + slack
  if (op === '>=') return observed >= limit - slack
  return Math.abs(observed - limit) <= slack
}

const round = (value: number) => Number(value.toFixed(1))
