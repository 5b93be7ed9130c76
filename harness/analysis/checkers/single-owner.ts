/** A stretch in which somebody acted as the owner of something: from taking it to the last that it did as its owner. */
export interface Tenure {
  readonly owner: string
  readonly from: number
  readonly to: number
}

/** Two owners at once. */
export interface Overlap<T> {
  /** Who went on. */
  readonly earlier: T
  /** Who took it meanwhile. */
  readonly later: T
  /** From the moment at which the later one took it to the last that the earlier one did as its owner. */
  readonly beyond: number
}

export interface OwnerFinding<T> {
  /** By the moment at which the later one took it. */
  readonly overlaps: readonly Overlap<T>[]
  /** How long there was more than one owner, all in all. */
  readonly overlapTime: number
}

/**
 * Looks for stretches of one thing in which it had two owners. A tenure that begins as another ends overlaps nothing, and nobody shares with
 * himself.
 */
export function checkSingleOwner<T extends Tenure>(tenures: readonly T[]): OwnerFinding<T> {
  let running: readonly T[] = []
  const overlaps = tenures
    .toSorted((a, b) => a.from - b.from)
    .flatMap((later) => {
      running = running.filter(({ to }) => to > later.from)
      const others = running.filter(({ owner }) => owner !== later.owner)
      running = [...running, later]
      return others.map((earlier) => ({ earlier, later, beyond: earlier.to - later.from }))
    })
  return { overlaps, overlapTime: timeIn(overlaps) }
}

/** Length of all overlaps together; where they overlap each other, once. */
function timeIn(overlaps: readonly Overlap<Tenure>[]): number {
  let [sum, reached] = [0, -Infinity]
  for (const { earlier, later } of overlaps) {
    const [from, to] = [Math.max(later.from, reached), Math.min(earlier.to, later.to)]
    sum += Math.max(0, to - from)
    reached = Math.max(reached, to)
  }
  return sum
}
