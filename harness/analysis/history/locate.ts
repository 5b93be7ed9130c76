import { median } from '../quantile.ts'

/**
 * The split between two levels, by the values themselves: that with the least sum of distances from the medians of both sides.
 * Ranks tell that there are two levels; where one ends they tell less well, as they know no gap.
 * @param from so many values at least before it, and after it
 * @returns undefined where no split is better than another
 */
export function locateSplit(values: readonly number[], from: number): number | undefined {
  let best: { at: number; cost: number } | undefined
  for (let at = from; at <= values.length - from; at++) {
    const cost = distances(values.slice(0, at)) + distances(values.slice(at))
    if (cost < (best?.cost ?? Infinity)) best = { at, cost }
  }
  return best?.at
}

function distances(values: readonly number[]): number {
  const middle = median(values)!
  return values.reduce((sum, value) => sum + (value === middle ? 0 : Math.abs(value - middle)), 0)
}
