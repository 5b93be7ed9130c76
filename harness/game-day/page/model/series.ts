import type { Points } from '../../protocol.ts'

/** Points of a chart as it is drawn: moments, then one row per line. Changed in place, since ten times a second some come. */
export interface Series {
  readonly at: number[]
  readonly values: (number | null)[][]
}

/** A chart that is open for a day keeps so many; the server thins them out long before. */
const POINTS_MAX = 20_000

export function seriesOf(points: Points | undefined, lines: number): Series {
  const series: Series = { at: [], values: Array.from({ length: lines }, () => []) }
  if (points) mergePoints(series, points)
  return series
}

/** Points take the place of those from their first moment on. A row that is missing has nothing seen. */
export function mergePoints({ at, values }: Series, points: Points): void {
  const first = points.at[0]
  if (first === undefined) return
  let kept = at.length
  while (kept > 0 && at[kept - 1]! >= first) kept--
  const dropped = Math.max(0, kept + points.at.length - POINTS_MAX)
  at.length = kept
  for (const moment of points.at) at.push(moment)
  if (dropped > 0) at.splice(0, dropped)
  values.forEach((row, line) => {
    const added = points.values[line]
    row.length = kept
    for (let i = 0; i < points.at.length; i++) row.push(added?.[i] ?? null)
    if (dropped > 0) row.splice(0, dropped)
  })
}
