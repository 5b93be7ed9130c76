/** How rarely a system that does what it should may be called one that does not: one in a thousand, on both sides together. */
const RARE = 0.001

/**
 * Whether `hits` of `trials` may well have come about when each is hit with `probability`: exact binomial test, two-sided, at
 * 99.9 %. Few trials are compatible with much.
 */
export function isCompatible(hits: number, trials: number, probability: number): boolean {
  const least = tail(hits, trials, probability)
  const most = tail(trials - hits, trials, 1 - probability)
  return Math.min(least, most) >= RARE / 2
}

/** Probability of at most `hits`. Summed from the logarithms: 0.5 to the power of 2,000 is no double. */
function tail(hits: number, trials: number, probability: number): number {
  if (hits < 0) return 0
  if (probability <= 0) return 1
  if (probability >= 1) return hits >= trials ? 1 : 0
  const [yes, no] = [Math.log(probability), Math.log1p(-probability)]
  let ways = 0
  let sum = 0
  for (let k = 0; k <= Math.min(hits, trials); k++) {
    if (k > 0) ways += Math.log(trials - k + 1) - Math.log(k)
    sum += Math.exp(ways + k * yes + (trials - k) * no)
  }
  return Math.min(1, sum)
}
