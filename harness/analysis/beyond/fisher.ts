/** Of so many things, how many have a trait, and how many were drawn. */
export interface Drawn {
  readonly all: number
  readonly withTrait: number
  readonly drawn: number
  readonly drawnWithTrait: number
}

/**
 * Fisher's exact test, one-sided: how probable it is that chance alone draws as many with the trait as were drawn, or more
 * (the upper tail of the hypergeometric distribution).
 */
export function fisherExact({ all, withTrait, drawn, drawnWithTrait }: Drawn): number {
  const logOfAll = logChoose(all, drawn)
  const most = Math.min(withTrait, drawn)
  let sum = 0
  for (let seen = drawnWithTrait; seen <= most; seen++)
    sum += Math.exp(logChoose(withTrait, seen) + logChoose(all - withTrait, drawn - seen) - logOfAll)
  return Math.min(1, sum)
}

/** Logarithm of how many ways there are to choose `k` of `n`; −∞ where there is none. */
function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity
  let log = 0
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i)
  return log
}

/** Holm's step-down correction: each probability as it counts among all that were looked at, in their order. */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p)
  const corrected = new Array<number>(probabilities.length).fill(1)
  let most = 0
  order.forEach(({ p, index }, rank) => {
    most = Math.min(1, Math.max(most, p * (order.length - rank)))
    corrected[index] = most
  })
  return corrected
}
