import type { EventOf } from '../journal/events.ts'
import type { FigureValue } from './figure.ts'

export type CheckOp = EventOf<'check'>['op']
export type CheckVerdict = EventOf<'check'>['verdict']

/** Rounding that binary fractions bring, relative to the limit. */
const EPSILON = 1e-9

/** A metric's value, or what a journal has recorded of it. */
type Value = Pick<FigureValue, 'observed' | 'resolution' | 'unit'> & {
  readonly atLeast?: number | undefined
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
  const worse = worseEnd(value.observed, value.resolution, op, limit)
  if (worse.every((end) => keeps(end, op, limit))) return { verdict: 'passed' }
  const better = betterEnd(value.observed, value.resolution, op, limit)
  if (!keeps(better, op, limit)) return { verdict: 'failed' }
  const kept = keeps(value.observed, op, limit) ? 'kept' : 'broken'
  return {
    verdict: 'inconclusive',
    reason: `the limit is ${kept} by no more than the uncertainty of ± ${round(value.resolution)} ${value.unit}`,
  }
}

export const checkVerdict = (value: Value, op: CheckOp, limit: number): CheckVerdict =>
  checkFinding(value, op, limit).verdict

/** A time that had not come when the watch ended is longer than the watch, and no more is known of it. */
function never({ atLeast, resolution, unit }: Value, op: CheckOp, limit: number): CheckFinding {
  if (atLeast === undefined || op !== '<=') return { verdict: 'failed' }
  if (!keeps(atLeast - resolution, op, limit)) return { verdict: 'failed' }
  return {
    verdict: 'inconclusive',
    reason: `the watch ended after ${round(atLeast)} ${unit}, too early to decide a limit of ${round(limit)} ${unit}`,
  }
}

/** The ends of the uncertainty that must keep a limit for it to be kept. */
function worseEnd(observed: number, uncertainty: number, op: CheckOp, limit: number): number[] {
  if (op === '<=') return [observed + uncertainty]
  if (op === '>=') return [observed - uncertainty]
  // Every value within the uncertainty would have to be the one that is asked for.
  return uncertainty === 0 ? [observed] : [observed, limit + uncertainty]
}

/** The end of the uncertainty that must break a limit for it to be broken. */
function betterEnd(observed: number, uncertainty: number, op: CheckOp, limit: number): number {
  if (op === '<=') return observed - uncertainty
  if (op === '>=') return observed + uncertainty
  return Math.abs(observed - limit) <= uncertainty ? limit : observed
}

export function keeps(observed: number, op: CheckOp, limit: number): boolean {
  const slack = Math.abs(limit) * EPSILON
  if (op === '<=') return observed <= limit + slack
  if (op === '>=') return observed >= limit - slack
  return Math.abs(observed - limit) <= slack
}

const round = (value: number) => Number(value.toFixed(1))
