/**
 * The one definition of a quantile here: nearest rank, the smallest value with at least the share `p` of all values at
 * or below it. It is always a value that was really seen, and the p99 of fewer than 100 values is their maximum.
 * `Infinity` stands for "never" and sorts last.
 * @param p in (0, 1]
 */
export function quantile(values: readonly number[], p: number): number | undefined {
  // Sorts numbers as such, without a call for each pair of them.
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]
}

/** Middle value by nearest rank; of two middle values the smaller. */
export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5)
}
