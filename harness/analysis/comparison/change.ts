import type { CheckOp } from '../check.ts'
import { quantile } from '../quantile.ts'
import { rankSum, smallestP } from './rank-sum.ts'

/** Chance of error, per check and direction, before the noise is held against the difference. */
export const ALPHA = 0.01

/** One check in all repetitions of one side. */
export interface Sample {
  readonly op: CheckOp
  readonly limit: number
  /** What was observed, `Infinity` for never; repetitions that could not tell are left out. */
  readonly values: readonly number[]
  /** Repetitions that broke the limit. */
  readonly broken: number
  /** How finely the metric is known, in its own unit. */
  readonly uncertainty: number
}

export type Verdict = 'worse' | 'better' | 'no change' | 'too few'

export interface Change {
  readonly verdict: Verdict
  /** What the metric moved by, in its own unit: positive is up, whatever is better. */
  readonly difference: number
  readonly interval: readonly [low: number, high: number]
  /** Differences up to this are what the baseline's own repetitions show, or cannot be distinguished. */
  readonly noise: number
  readonly reason: string
}

/**
 * Whether a check has changed: the values must differ by their ranks, and have moved by more than the noise. A limit that
 * no repetition of the baseline broke and the run did is worse, even if the ranks do not differ.
 */
export function changeOf(baseline: Sample, run: Sample): Change {
  const towards = direction(run)
  const { pLarger, pSmaller, shift, interval } = rankSum(baseline.values, run.values, ALPHA)
  const noise = noiseOf(baseline, run)
  const seen = { difference: shift, interval, noise }
  if (baseline.broken === 0 && run.broken > 0)
    return {
      verdict: 'worse',
      ...seen,
      reason: `broke its limit in ${run.broken} of ${run.values.length}, before in none of ${baseline.values.length}`,
    }
  const counts = `${baseline.values.length} and ${run.values.length} repetitions`
  if (smallestP(baseline.values.length, run.values.length) > ALPHA)
    return { verdict: 'too few', ...seen, reason: `${counts} cannot tell a change from chance` }
  if (Math.min(pLarger, pSmaller) > ALPHA)
    return { verdict: 'no change', ...seen, reason: 'within the scatter of the repetitions' }
  if (Math.abs(shift) <= noise) return { verdict: 'no change', ...seen, reason: 'within the noise' }
  const up = shift > 0
  return {
    verdict: up === (towards === 'down') ? 'worse' : 'better',
    ...seen,
    reason: `beyond the noise, ${counts}`,
  }
}

/** Where better is. */
export function direction({ op }: Pick<Sample, 'op'>): 'down' | 'up' {
  return op === '>=' ? 'up' : 'down'
}

/** The stretch that the middle 80 % of the baseline's repetitions cover, and never less than what the metric resolves. */
function noiseOf(baseline: Sample, run: Sample): number {
  const [low, high] = [quantile(baseline.values, 0.1), quantile(baseline.values, 0.9)]
  const spread = low === undefined || high === undefined || low === high ? 0 : high - low
  return Math.max(spread, baseline.uncertainty, run.uncertainty)
}
