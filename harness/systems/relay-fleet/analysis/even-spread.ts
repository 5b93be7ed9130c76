/** How often a fleet that is spread evenly may break a limit of a share by chance: once in a thousand executions. */
export const CHANCE_MAX = 0.001

/**
 * An upper bound of the chance that a fleet whose dials are spread evenly puts more than `limitShare` of them into some sliding
 * bucket of `evenShare` of the spread. Around each of the n dials as the first of its bucket the other n - 1 fall into it
 * independently: n times P(Bin(n - 1, evenShare) ≥ k - 1), k the fewest dials above the limit. With an even share of a fifth and a limit
 * of 40 % that is 0.9 for 5 dials, 0.47 for 20 (0.20 of 20,000 simulated ones did), 0.013 for 60 (0.004) and 0.0003 for 100.
 * @param n hosts that dial
 * @param dials of all of them, each of which may be the first of its bucket; default one of each
 */
export function chanceOfHerd(n: number, evenShare: number, limitShare: number, dials = n): number {
  const fewest = Math.floor(limitShare * n + 1e-9) + 1
  return fewest > n ? 0 : Math.min(1, dials * atLeast(fewest - 1, n - 1, evenShare))
}

/** That a limit may be broken by so large a chance, as the end of a sentence; undefined where that is as good as never. */
export function byChance(chance: number): string | undefined {
  if (chance <= CHANCE_MAX) return undefined
  return `by chance (up to ${Number((100 * chance).toPrecision(2))} % of all times); use more hosts`
}

/** P(Bin(n, p) ≥ k). */
function atLeast(k: number, n: number, p: number): number {
  let term = (1 - p) ** n
  let sum = 0
  // From k on: one less those below would lose what is small.
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += term
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
  }
  return Math.min(1, sum)
}
