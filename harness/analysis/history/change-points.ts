import { median } from '../quantile.ts'
import { falseDiscoveryThreshold } from './false-discovery.ts'
import { locateSplit } from './locate.ts'
import { type Draw, largestRankShift, permutationP, type RankShift, SIDE_MIN } from './rank-shift.ts'

/** Chance that a page without any change shows one, all its series together. */
export const CHANGE_ALPHA = 0.05

/** One value per night, oldest first. */
export interface NightSeries {
  readonly key: string
  /** `Infinity` for never. */
  readonly values: readonly number[]
  /** Differences up to this cannot be told apart, in the values' unit. */
  readonly uncertainty: number
}

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number
  /** Medians of the values from the change before to this one, and from this one to the next. */
  readonly from: number
  readonly to: number
  /** Chance of a shift as clear as this without any change. */
  readonly p: number
}

/**
 * Change points of many series: the stretch of nights whose standardised rank-sum is largest, judged by permuting the nights, then
 * the same within it and on both sides (circular binary segmentation). The level is set for all series together (Benjamini and Hochberg). docs/statistics.md.
 * @param drawOf random numbers in [0, 1) for a series, seeded by its key
 */
export function changePoints(
  all: readonly NightSeries[],
  drawOf: (key: string) => Draw,
): Map<string, ChangePoint[]> {
  const first = all.map((series) => ({ series, draw: drawOf(series.key) }))
  // A series that has one value, or too few, cannot show a change, by chance or otherwise: it is none of the family.
  const firstP = first.flatMap(({ series, draw }) => stretchOf(series.values, draw)?.p ?? [])
  const threshold = falseDiscoveryThreshold(firstP, CHANGE_ALPHA)
  return new Map(
    all.map((series) => [series.key, segmented(series, { threshold, draw: drawOf(series.key) })]),
  )
}

interface Judge {
  readonly threshold: number
  readonly draw: Draw
}

interface Stretch extends Pick<RankShift, 'from' | 'to'> {
  readonly p: number
}

interface Split {
  readonly at: number
  readonly p: number
}

function segmented({ values, uncertainty }: NightSeries, judge: Judge): ChangePoint[] {
  const splits = splitsOf(values, 0, judge).sort((a, b) => a.at - b.at)
  const rough = [0, ...splits.map(({ at }) => at), values.length]
  const located = splits.map(({ at }, i) => {
    const [before, after] = [rough[i]!, rough[i + 2]!]
    return before + (locateSplit(values.slice(before, after), SIDE_MIN) ?? at - before)
  })
  const edges = [0, ...located, values.length]
  return splits
    .map(({ p }, i) => ({
      at: located[i]!,
      p,
      from: median(values.slice(edges[i], located[i]))!,
      to: median(values.slice(located[i], edges[i + 2]))!,
    }))
    .filter(({ from, to }) => from !== to && Math.abs(to - from) > uncertainty)
}

function splitsOf(values: readonly number[], offset: number, judge: Judge): Split[] {
  const found = stretchOf(values, judge.draw)
  if (!found || found.p > judge.threshold) return []
  const inner = [found.from, found.to].filter((at) => at > 0 && at < values.length)
  const edges = [0, ...inner, values.length]
  return [
    ...inner.map((at) => ({ at: offset + at, p: found.p })),
    ...edges.slice(1).flatMap((to, i) => splitsOf(values.slice(edges[i], to), offset + edges[i]!, judge)),
  ]
}

function stretchOf(values: readonly number[], draw: Draw): Stretch | undefined {
  const best = largestRankShift(values)
  return best && { ...best, p: permutationP(values, best.shift, draw) }
}
