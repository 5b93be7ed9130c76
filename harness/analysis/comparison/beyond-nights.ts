import { tUpper } from './student-t.ts'

/** Nodes of Simpson's rule in each direction, and how far out it goes in standard deviations: chances to 1e-6. */
const STEPS = 48
const REACH = 5.5

/** What nights before say of one more: t statistics are relative to the spread of a new night around their mean. */
export interface Nights {
  readonly count: number
  readonly degrees: number
}

/** Chance that one more night lies as far above the mean of the nights, t of their prediction interval, without a change. */
export const chanceOfOne = (t: number, { degrees }: Nights): number => tUpper(t, degrees)

/**
 * Chance that two more nights both lie so far above. They are compared with the same mean and the same spread, so it is more than the
 * square of the chance of one: integrated over what these two may truly be.
 */
export function chanceOfBoth(t: number, { count, degrees }: Nights): number {
  const reach = t * Math.sqrt(1 + 1 / count)
  const spread = Math.min(REACH / Math.sqrt(2 * degrees), 3)
  const spreads = simpson(Math.max(1e-9, 1 - spread), 1 + Math.max(spread, 1), (u) => chiDensity(u, degrees))
  const means = simpson(-REACH, REACH, (z) => Math.exp((-z * z) / 2))
  let [sum, weights] = [0, 0]
  for (const { at: u, weight: ofSpread } of spreads)
    for (const { at: z, weight: ofMean } of means) {
      const weight = ofSpread * ofMean
      sum += weight * normalUpper(reach * u + z / Math.sqrt(count)) ** 2
      weights += weight
    }
  return sum / weights
}

interface Node {
  readonly at: number
  readonly weight: number
}

function simpson(from: number, to: number, density: (at: number) => number): Node[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const at = from + ((to - from) * i) / STEPS
    return { at, weight: density(at) * (i === 0 || i === STEPS ? 1 : i % 2 === 0 ? 2 : 4) }
  })
}

/** Density, but for a constant, of sample deviation over true deviation. */
function chiDensity(u: number, degrees: number): number {
  return Math.exp((degrees - 1) * Math.log(u) - (degrees * (u * u - 1)) / 2)
}

/** Chance that a standard normal value lies above (Abramowitz and Stegun, 26.2.17; error below 1e-7). */
function normalUpper(x: number): number {
  if (x < 0) return 1 - normalUpper(-x)
  const t = 1 / (1 + 0.2316419 * x)
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly
}
