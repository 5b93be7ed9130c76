/**
 * The exact rank-sum (Mann-Whitney) test and the Hodges-Lehmann shift with its confidence interval, both from one null
 * distribution. Exact, because a night has a handful of repetitions and the normal approximation needs dozens.
 * Values may be `Infinity` ("never"); it ranks last. Why these: docs/statistics.md.
 */
export interface RankSum {
  /** Chance, without any difference, of values in `b` as much larger than those in `a` as these. */
  readonly pLarger: number
  /** The same for smaller. */
  readonly pSmaller: number
  /** Median of all differences b - a; NaN without values. */
  readonly shift: number
  /** Confidence interval of the shift; infinite where there are too few values for the level. */
  readonly interval: readonly [low: number, high: number]
}

/** @param alpha chance of error on each side: the interval has the level 1 - 2 alpha */
export function rankSum(a: readonly number[], b: readonly number[], alpha: number): RankSum {
  const differences = b.flatMap((y) => a.map((x) => difference(y, x))).sort((x, y) => x - y)
  const pairs = differences.length
  const larger = differences.filter((d) => d > 0).length
  const smaller = differences.filter((d) => d < 0).length
  const atMost = cumulative(a.length, b.length)
  // A tie counts for neither side, which errs towards no difference.
  const pLarger = atMost[pairs - larger]!
  const pSmaller = atMost[pairs - smaller]!
  let cut = 0
  while (cut < pairs && atMost[cut]! <= alpha) cut++
  return {
    pLarger,
    pSmaller,
    shift: middle(differences),
    interval: cut === 0 ? [-Infinity, Infinity] : [differences[cut - 1]!, differences[pairs - cut]!],
  }
}

/** The smallest chance that so many values can show at all. */
export function smallestP(countA: number, countB: number): number {
  return cumulative(countA, countB)[0]!
}

/** "Never" on both sides is no difference. */
const difference = (y: number, x: number) => (y === x ? 0 : y - x)

function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  return low === high ? low : (low + high) / 2
}

/**
 * P(U <= u) for u = 0 … n·m without a difference between the samples. The number of arrangements with a given U obeys
 * count(n, m, u) = count(n - 1, m, u - m) + count(n, m - 1, u) (Mann and Whitney, 1947).
 */
function cumulative(n: number, m: number): number[] {
  const counts = arrangements(n, m)
  const total = counts.reduce((sum, count) => sum + count, 0)
  let sum = 0
  return counts.map((count) => {
    sum += count
    return sum / total
  })
}

function arrangements(n: number, m: number): number[] {
  // rows[j]: counts for the current i and j of the second sample.
  let rows: number[][] = Array.from({ length: m + 1 }, () => [1])
  for (let i = 1; i <= n; i++) {
    const next: number[][] = [[1]]
    for (let j = 1; j <= m; j++) {
      const row = new Array<number>(i * j + 1).fill(0)
      rows[j]!.forEach((count, u) => {
        row[u + j]! += count
      })
      next[j - 1]!.forEach((count, u) => {
        row[u]! += count
      })
      next.push(row)
    }
    rows = next
  }
  return rows[m]!
}
