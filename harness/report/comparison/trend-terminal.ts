import { greatest } from '../../extremes.ts'
import { limitText, valueText } from '../words.ts'
import type { Trend } from './trend.ts'

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** A line per check: the middle of each run as a bar of height relative to the limit or the largest value, `×` where never. */
export function renderTrends(trends: readonly Trend[]): string {
  const width = greatest(
    trends.map((trend) => nameOf(trend).length),
    0,
  )
  return trends
    .map((trend) => {
      const newest = trend.points.at(-1)?.middle
      const value = newest === undefined ? '–' : newest === null ? 'never' : valueText(newest, trend.unit)
      return `${nameOf(trend).padEnd(width)}  ${sparkline(trend)}  ${value} (${limitText(trend)})`
    })
    .join('\n')
}

const nameOf = ({ scenario, check, runtime }: Trend) => `${scenario}  ${check}, ${runtime}`

function sparkline({ points, limit }: Trend): string {
  const top = greatest(
    points.map(({ middle }) => middle ?? 0),
    limit,
  )
  return points
    .map(({ middle }) => {
      if (middle === null) return '×'
      return bars[
        top <= 0 ? 0 : Math.min(bars.length - 1, Math.floor((Math.max(0, middle) / top) * bars.length))
      ]
    })
    .join('')
}
