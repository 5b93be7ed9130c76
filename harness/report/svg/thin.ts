import type { Steps } from '../../analysis/timeline.ts'

type Point = readonly [x: number, y: number]

/**
 * A step series with about `max` points, for drawing only: of the steps that share a pixel, the lowest, the highest and
 * the last are kept, so that no dip disappears.
 */
export function thinSteps(steps: readonly Point[], max: number): Point[] {
  const first = steps[0]
  const last = steps.at(-1)
  if (!first || !last || steps.length <= max) return [...steps]
  const width = (last[0] - first[0]) / (max / 3) || 1
  const groups = Map.groupBy(steps, ([x]) => Math.floor((x - first[0]) / width))
  return [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => a[1] - b[1])
    const kept = new Set([sorted[0]!, sorted.at(-1)!, group.at(-1)!])
    return group.filter((point) => kept.has(point))
  })
}

/** At most `max` of sorted values, evenly by rank, the first and the last among them. */
export function thinSorted<T>(values: readonly T[], max: number): T[] {
  if (values.length <= max) return [...values]
  return Array.from({ length: max }, (_, i) => values[Math.round((i * (values.length - 1)) / (max - 1))]!)
}

/** Steps within [from, to], with the value that holds at either end. */
export function clipSteps(steps: Steps, from: number, to: number): Steps {
  const before = steps.findLast(([ms]) => ms <= from)?.[1] ?? 0
  const inside = steps.filter(([ms]) => ms > from && ms < to)
  return [[from, before], ...inside, [to, inside.at(-1)?.[1] ?? before]]
}
