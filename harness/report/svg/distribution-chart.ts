import { quantile } from '../../analysis/quantile.ts'
import type { Timed } from '../../analysis/stat.ts'
import { formatMs } from '../../duration.ts'
import { greatest } from '../../extremes.ts'
import { axisBelow, BELOW, timeAxis, upright } from './axis.ts'
import { dots, type Frame, label, px, strokes } from './marks.ts'
import { type Drawing, isNarrow, palette } from './svg.ts'
import { thinSorted } from './thin.ts'

/** The times of one variant. */
export interface Row {
  readonly name: string
  readonly fixed: boolean
  readonly times: readonly Timed[]
}

const ROW = { wide: 46, narrow: 62 }
const DOTS_MAX = 200
/** Room for the limit's label. */
const TOP = 20

/** A dot per host and a row per variant, with the median, the p99 and the limit of the current version. */
export function distributionDrawing(rows: readonly Row[], limitMs: number): Drawing {
  const longest = greatest(
    rows.flatMap(({ times }) => times.map(({ ms }) => ms ?? 0)),
    limitMs,
  )
  return {
    title: 'How the times are spread',
    description: `${rows.map(describe).join('. ')}. Limit of the current version: ${formatMs(limitMs)}.`,
    at: (width) => {
      const narrow = isNarrow(width)
      const row = narrow ? ROW.narrow : ROW.wide
      const bottom = TOP + rows.length * row
      const frame = { left: narrow ? 10 : 190, right: width - (narrow ? 14 : 90), top: TOP, bottom }
      const axis = timeAxis({ from: 0, to: longest * 1.02 }, { ...frame, width, nice: true })
      const middle = (index: number) => TOP + (index + 0.5) * row
      const place = { x: axis.at, row }
      return {
        height: bottom + BELOW,
        across: [frame.left, frame.right],
        marks: [
          upright(axis, frame),
          axisBelow(axis, frame),
          ...rows.flatMap((one, i) => [
            dotsOf(one, { ...place, y: middle(i) }),
            ticks(one, { ...place, y: middle(i) }),
            narrow
              ? nameAbove(one, frame.left, middle(i) - 0.38 * row)
              : nameBefore(one, frame.left - 12, middle(i)),
          ]),
          limitLine(limitMs, axis.at(limitMs), frame),
        ].join(''),
      }
    },
  }
}

interface RowPlace {
  readonly x: (ms: number) => number
  readonly y: number
  /** Height of a row. */
  readonly row: number
}

const colourOf = ({ fixed }: Row) => (fixed ? palette.accent : palette.bad)

function dotsOf(row: Row, { x, y, row: height }: RowPlace): string {
  const sorted = row.times.flatMap(({ ms }) => ms ?? []).sort((a, b) => a - b)
  const places = thinSorted(sorted, DOTS_MAX).map((ms, i) => [x(ms), y + spread(i) * height] as const)
  return dots(places, { radius: 3.5, colour: colourOf(row), opacity: 0.55 })
}

/** Dots of one row side by side in a fixed pattern, so that equal times do not hide one another. */
function spread(index: number): number {
  return [0, -0.1, 0.1, -0.19, 0.19][index % 5]!
}

/** The median and the p99. */
function ticks(row: Row, { x, y }: RowPlace): string {
  const values = row.times.map(({ ms }) => ms ?? Infinity)
  const at = [quantile(values, 0.5), quantile(values, 0.99)].filter(
    (ms) => ms !== undefined && ms !== Infinity,
  ) as number[]
  const lines = at.map((ms) => `M${px(x(ms))} ${px(y - 13)}V${px(y + 13)}`)
  return strokes(lines.join(''), { stroke: colourOf(row), 'stroke-width': 2.6 })
}

/** Where there is room: at the left of the row. */
function nameBefore(row: Row, x: number, y: number): string {
  const look = { fill: palette.ink, 'text-anchor': 'end' }
  const lines = [clip(row.name, 28), neverOf(row)].filter((words) => words !== '')
  return lines.map((words, i) => label(words, x, y + (i - (lines.length - 1) / 2) * 14, look)).join('')
}

function nameAbove(row: Row, x: number, y: number): string {
  const words = [clip(row.name, 32), neverOf(row)].filter((words) => words !== '')
  return label(words.join(', '), x, y, { fill: palette.ink })
}

function neverOf({ times }: Row): string {
  const never = times.filter(({ ms }) => ms === null).length
  return never > 0 ? `${never} of ${times.length} never` : ''
}

function limitLine(limitMs: number, x: number, { top, bottom }: Frame): string {
  const line = strokes(`M${px(x)} ${top}V${bottom}`, {
    stroke: palette.ink,
    'stroke-width': 1.2,
    'stroke-dasharray': '5 2.5',
  })
  return (
    line + label(`limit ${formatMs(limitMs)}`, x, top - 10, { fill: palette.ink, 'text-anchor': 'middle' })
  )
}

function clip(name: string, max: number): string {
  return name.length <= max ? name : `${name.slice(0, max - 1)}…`
}

function describe({ name, times }: Row): string {
  const at = (p: number) =>
    formatMs(
      quantile(
        times.map(({ ms }) => ms ?? Infinity),
        p,
      ) ?? Infinity,
    )
  return `${name}: ${times.length} times, median ${at(0.5)}, p99 ${at(0.99)}`
}
