/** Quantile of the normal distribution for an interval of 95 %. */
const Z = 1.96

/** Interval of a share that was seen in so many independent cases (Wilson, 1927), at 95 %. */
export function wilson(share: number, cases: number): readonly [low: number, high: number] {
  const z2 = Z ** 2 / cases
  const middle = (share + z2 / 2) / (1 + z2)
  const reach = (Z * Math.sqrt((share * (1 - share)) / cases + z2 / (4 * cases))) / (1 + z2)
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)]
}
