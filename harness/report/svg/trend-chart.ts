import { type ScaleLinear, scaleLinear, scalePoint } from 'd3-scale'
import { greatest } from '../../extremes.ts'
import type { Trend, TrendPoint } from '../comparison/trend.ts'
import { limitText, valueText } from '../words.ts'
import { type Axis, axisBelow, rows } from './axis.ts'
import { dots, type Frame, label, path, px, strokes } from './marks.ts'
import { type Drawing, isNarrow, palette } from './svg.ts'

/** Room above the highest value, so that neither it nor the limit lies on the edge. */
const headroom = 1.15

/** A vertical line before a run, with words beside it. */
export interface TrendMark {
  /** Index of the run. */
  readonly at: number
  readonly words: string
  readonly bad: boolean
}

/** The runs side by side: the middle of the repetitions as a line, their range as a bar, the limit dashed. "Never" stands at the top in red. */
export function trendDrawing(trend: Trend, marks: readonly TrendMark[] = []): Drawing {
  const { points, limit, unit } = trend
  const top =
    greatest(
      points.map(({ high }) => high ?? 0),
      Math.max(limit, Number.MIN_VALUE),
    ) * headroom
  return {
    title: `${trend.scenario}, ${trend.runtime}: ${trend.check}`,
    description: `${points.length} runs; limit ${limitText(trend)}. The table below the chart has the numbers.`,
    at: (width) => {
      const frame = { left: 70, right: width - 12, top: 10, bottom: 124 }
      const across = scalePoint(points.keys(), [frame.left, frame.right]).padding(0.5)
      const place = {
        x: (index: number) => across(index)!,
        y: scaleLinear([0, top], [frame.bottom, frame.top]),
      }
      return {
        height: frame.bottom + 26,
        across: [frame.left, frame.right],
        marks: [
          rows(valueAxis(place.y, unit), frame),
          axisBelow(runsAxis(points, place.x, width), frame),
          ...points.map((point, i) => rangeBar(point, place.x(i), (value) => place.y(value ?? top))),
          middles(points, place.x, (value) => place.y(value ?? top)),
          strokes(`M${frame.left} ${px(place.y(limit))}H${frame.right}`, {
            stroke: palette.warn,
            'stroke-dasharray': '4 2',
          }),
          ...marks.map((mark) => markBefore(mark, place.x, frame)),
        ].join(''),
      }
    },
  }
}

function markBefore({ at, words, bad }: TrendMark, x: (index: number) => number, frame: Frame): string {
  const between = at === 0 ? x(0) : (x(at - 1) + x(at)) / 2
  const stroke = bad ? palette.bad : palette.ok
  const onTheRight = between < (frame.left + frame.right) / 2
  const look = { fill: stroke, 'text-anchor': onTheRight ? 'start' : 'end' }
  return (
    strokes(`M${px(between)} ${frame.top}V${frame.bottom}`, { stroke, 'stroke-dasharray': '2 2' }) +
    label(words, between + (onTheRight ? 4 : -4), frame.top + 6, look)
  )
}

const tone = (broken: number) => (broken > 0 ? palette.bad : palette.accent)

function valueAxis(scale: ScaleLinear<number, number>, unit: Trend['unit']): Axis {
  const ticks = scale.ticks(2).map((value) => ({ at: scale(value), words: valueText(value, unit) }))
  return { at: scale, ticks }
}

/** When runs started, as many as there is room for. */
function runsAxis(points: readonly TrendPoint[], x: (index: number) => number, width: number): Axis {
  const every = Math.ceil(points.length / (isNarrow(width) ? 3 : 8))
  const ticks = points.flatMap(({ startedAt }, i) =>
    i % every === 0 ? [{ at: x(i), words: startedAt.slice(5, 16).replace('T', ' ') }] : [],
  )
  return { at: x, ticks }
}

/** From the smallest to the largest repetition of a run. */
function rangeBar({ low, high, broken }: TrendPoint, x: number, y: (value: number | null) => number): string {
  return strokes(`M${px(x)} ${px(y(low))}V${px(y(high))}`, {
    stroke: tone(broken),
    'stroke-width': 3,
    'stroke-opacity': 0.35,
  })
}

/** The middles of the runs, connected; a triangle where it is "never". */
function middles(
  points: readonly TrendPoint[],
  x: (index: number) => number,
  y: (value: number | null) => number,
): string {
  const places = points.map(({ middle }, i) => [px(x(i)), px(y(middle))] as const)
  const line = strokes(`M${places.map((place) => place.join(' ')).join('L')}`, {
    stroke: palette.accent,
    'stroke-width': 1.5,
  })
  const symbols = points.map(({ middle, broken }, i) => {
    const [at, height] = places[i]!
    const colour = tone(broken)
    return middle === null
      ? path(`M${at} ${px(height - 4)}L${px(at + 4)} ${px(height + 3)}H${px(at - 4)}Z`, { fill: colour })
      : dots([[at, height]], { radius: 3, colour })
  })
  return line + symbols.join('')
}
