/** Something that was begun at a moment and ended at another; moments are any numbers that grow. */
export interface Ordered {
  readonly begun: number
  readonly ended: number
}

/** By how much moments may be off: what is closer together has no order. */
export interface Blur {
  readonly begun: number
  readonly ended: number
}

/** Something that ended after another which had begun later. */
export interface Overtaken<T> {
  readonly one: T
  /** Of those that overtook it, the one that began last. */
  readonly by: T
}

export interface OrderFinding<T> {
  /** In the order in which they ended. */
  readonly overtaken: readonly Overtaken<T>[]
  /** Pairs that ended the other way round than they had begun. */
  readonly inversions: number
}

const sharp: Blur = { begun: 0, ended: 0 }

/** Looks for what did not end in the order in which it had begun. Each pair is looked at by itself: O(n log n) comparisons. */
export function checkOrder<T extends Ordered>(all: readonly T[], blur: Blur = sharp): OrderFinding<T> {
  const byEnd = all.toSorted((a, b) => a.ended - b.ended)
  /** Those that surely ended before the one that is looked at, by their beginnings. */
  const before: T[] = []
  let joined = 0
  let inversions = 0
  const overtaken = byEnd.flatMap((one) => {
    while (byEnd[joined]!.ended < one.ended - blur.ended) insert(before, byEnd[joined++]!)
    const later = before.length - placeAfter(before, one.begun + blur.begun)
    inversions += later
    return later > 0 ? { one, by: before.at(-1)! } : []
  })
  return { overtaken, inversions }
}

function insert<T extends Ordered>(sorted: T[], one: T): void {
  sorted.splice(placeAfter(sorted, one.begun), 0, one)
}

/** Index of the first that began after the moment. */
function placeAfter(sorted: readonly Ordered[], moment: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.begun > moment) high = middle
    else low = middle + 1
  }
  return low
}
