import { median } from '../quantile.ts'
import { tQuantile } from './student-t.ts'

/** Chance that a night without any change shows one, all its checks together. */
export const NIGHT_ALPHA = 0.05

/**
 * How far the median of one more night may lie from those of the others without any change: the prediction interval of the
 * night medians (Student's t), at `NIGHT_ALPHA` for all checks together (Bonferroni). A machine that is slow for a night moves all
 * of that night's repetitions, so that their number says nothing about it.
 * @param nights values of each night; nights without any are left out
 * @param checks that are compared at the same time
 * @returns in the values' unit; 0 for a single night, of which nothing is known; Infinity where one was "never"
 */
export function noiseBetweenNights(nights: readonly (readonly number[])[], checks: number): number {
  const medians = nights.flatMap((values) => median(values) ?? [])
  const count = medians.length
  if (count < 2) return 0
  if (!medians.every(Number.isFinite)) return Infinity
  const mean = medians.reduce((sum, one) => sum + one, 0) / count
  const squares = medians.reduce((sum, one) => sum + (one - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (count - 1))
  return tQuantile(NIGHT_ALPHA / checks, count - 1) * deviation * Math.sqrt(1 + 1 / count)
}
