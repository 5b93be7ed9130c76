import type { Variance } from './moderated.ts'

/** How one check's nights scatter, on a scale on which a change by a share is the same everywhere. */
export interface NightSpread {
  /** Tonight, on the scale. */
  readonly scaled: number
  /** The nights before, oldest first, on the scale. */
  readonly values: readonly number[]
  readonly mean: number
  /** Typical value of the nights before, in the metric's unit. */
  readonly typical: number
  readonly difference: number
  readonly uncertainty: number
  readonly unit: string
  /** Least variance that is believed, on the scale: what the metric's uncertainty makes of it. 0 for a count. */
  readonly floor: number
  /** From the scale to the metric's unit. */
  back(scaled: number): number
}

/**
 * Recovery times are skewed and change by factors, so nights are compared by logarithms; close to what the metric resolves by differences.
 * Both is the inverse hyperbolic sine, with the resolution for a unit.
 * @param nights medians of the nights before, oldest first
 */
export function nightSpread(
  nights: readonly number[],
  tonight: number,
  { uncertainty, unit }: { readonly uncertainty: number; readonly unit: string },
): NightSpread {
  const resolution = Math.max(uncertainty, unit === 'ms' || uncertainty === 0 ? 1 : 0)
  const scale = (value: number) => Math.asinh(value / resolution)
  const back = (scaled: number) => resolution * Math.sinh(scaled)
  const values = nights.map(scale)
  const mean = meanOf(values)
  const typical = back(mean)
  const difference = tonight === typical ? 0 : tonight - typical
  // Half of the uncertainty is about its standard deviation; what that is on the scale depends on where.
  const floor = (uncertainty / 2 / Math.hypot(typical, resolution)) ** 2
  return { scaled: scale(tonight), values, mean, typical, difference, uncertainty, unit, floor, back }
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length
}

/** @param floor least variance that is believed */
export function varianceOf(values: readonly number[], floor: number): Variance {
  // Not by its sum, which rounding leaves a little above 0.
  const same = values.every((value) => value === values[0])
  const mean = same ? values[0]! : meanOf(values)
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0)
  return { variance: Math.max(squares / (values.length - 1), floor), degrees: values.length - 1 }
}
