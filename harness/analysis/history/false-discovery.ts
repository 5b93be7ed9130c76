/**
 * Largest chance that counts as a finding, so that findings are wrong with at most `alpha` (Benjamini and Hochberg, 1995). Where
 * nothing has changed, the chance of any finding at all is `alpha`.
 * @returns 0 where nothing is a finding
 */
export function falseDiscoveryThreshold(chances: readonly number[], alpha: number): number {
  const sorted = chances.toSorted((a, b) => a - b)
  const last = sorted.findLastIndex((p, i) => p <= ((i + 1) / sorted.length) * alpha)
  return last === -1 ? 0 : ((last + 1) / sorted.length) * alpha
}
