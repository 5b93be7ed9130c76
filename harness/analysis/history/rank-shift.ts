/** Random numbers in [0, 1). */
export type Draw = () => number

/** Fewest nights on either side of a change point: what one or two nights show is `compare`'s to say. */
export const SIDE_MIN = 3

/** Smallest chance that can be told is 1 in 10,000: enough for 500 series at 5 % together. */
const PERMUTATIONS = 9_999

/** A series this often exceeded by chance is no change at any level in use. */
const EXCEEDED_MAX = 0.05 * (PERMUTATIONS + 1)

/** A stretch of values, `to` excluded. */
export interface RankShift {
  readonly from: number
  readonly to: number
  /** Distance of its rank-sum from its mean, in standard deviations. */
  readonly shift: number
}

/** The stretch that differs most from all other values by rank; undefined where there are too few values, or all are the same. */
export function largestRankShift(values: readonly number[]): RankShift | undefined {
  return shiftOfRanks(ranksOf(values))
}

/** Chance of a shift as large as this when the order of the values means nothing; rough where it is far from rare. */
export function permutationP(values: readonly number[], shift: number, draw: Draw): number {
  const ranks = ranksOf(values)
  let [made, exceeded] = [0, 0]
  while (made < PERMUTATIONS && exceeded <= EXCEEDED_MAX) {
    shuffle(ranks, draw)
    made++
    if (shiftOfRanks(ranks)!.shift >= shift - 1e-9) exceeded++
  }
  return (exceeded + 1) / (made + 1)
}

function shiftOfRanks(ranks: readonly number[]): RankShift | undefined {
  const n = ranks.length
  if (n < 2 * SIDE_MIN || ranks.every((rank) => rank === ranks[0])) return undefined
  const sums = [0]
  for (const rank of ranks) sums.push(sums.at(-1)! + rank)
  const best = { from: 0, to: 0, shift: -1 }
  for (let from = 0; from <= n - SIDE_MIN; from += from === 0 ? SIDE_MIN : 1)
    for (let to = from + SIDE_MIN; to <= n; to += 1) {
      const length = to - from
      if (length > n - SIDE_MIN || (to > n - SIDE_MIN && to < n)) continue
      const away = Math.abs(sums[to]! - sums[from]! - (length * (n + 1)) / 2)
      const shift = away / Math.sqrt((length * (n - length) * (n + 1)) / 12)
      if (shift > best.shift) Object.assign(best, { from, to, shift })
    }
  return best
}

/** Ranks from 1; ties share their middle rank. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => (a === b ? 0 : a - b))
  const middle = new Map<number, number>()
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    middle.set(sorted[from]!, (from + 1 + to) / 2)
    from = to
  }
  return values.map((value) => middle.get(value)!)
}

function shuffle(items: number[], draw: Draw): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1))
    ;[items[i], items[j]] = [items[j]!, items[i]!]
  }
}
