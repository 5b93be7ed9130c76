import { quantile } from '../../analysis/quantile.ts'
import { formatMs } from '../../duration.ts'
import { greatest } from '../../extremes.ts'
import { axisBelow, BELOW, timeAxis, upright } from './axis.ts'
import { clipped, type Frame, label, px, strokes } from './marks.ts'
import { type Drawing, palette } from './svg.ts'
import { thinSorted } from './thin.ts'

/** The times of one version; null: never. */
export interface VersionTimes {
  readonly name: string
  readonly times: readonly (number | null)[]
}

const PLOT = 84
const LEGEND_ROW = 17
const TOP = 8
/** More steps than this differ by less than a pixel. */
const STEPS_MAX = 60

/** Told apart by colour and by dashes, so that neither print nor a colour-blind reader loses one. */
const looks = [
  { stroke: palette.accent, 'stroke-dasharray': 'none' },
  { stroke: palette.warn, 'stroke-dasharray': '7 3' },
  { stroke: palette.stage1, 'stroke-dasharray': '2 2' },
  { stroke: palette.stage4, 'stroke-dasharray': '9 3 2 3' },
  { stroke: palette.stage6, 'stroke-dasharray': '4 4' },
] as const

const lookOf = (index: number) => ({ ...looks[index % looks.length]!, 'stroke-width': 2 })

/** The share of times that are no longer than each, a line per version over each other: the one further left is quicker. */
export function cumulativeDrawing(
  check: string,
  versions: readonly VersionTimes[],
  limitMs: number,
): Drawing {
  const longest = greatest(
    versions.flatMap(({ times }) => times.map((ms) => ms ?? 0)),
    limitMs,
  )
  return {
    title: `${check}: share of times up to each`,
    description: `${versions.map((one) => legend(one)).join('. ')}. Limit: ${formatMs(limitMs)}.`,
    at: (width, id) => {
      const frame = { left: 4, right: width - 14, top: TOP, bottom: TOP + PLOT }
      const axis = timeAxis({ from: 0, to: longest * 1.02 }, { ...frame, width, nice: true })
      const lines = versions.map((one, i) => strokes(steps(one, axis.at, frame), lookOf(i)))
      const limit = `M${px(axis.at(limitMs))} ${frame.top}V${frame.bottom}`
      return {
        height: frame.bottom + BELOW + versions.length * LEGEND_ROW,
        across: [frame.left, frame.right],
        marks: [
          upright(axis, frame),
          axisBelow(axis, frame),
          strokes(limit, { stroke: palette.ink, 'stroke-dasharray': '5 2.5' }),
          clipped(frame, `${id}-c`, lines.join('')),
          ...versions.map((one, i) => legendRow(one, i, frame.bottom + BELOW + i * LEGEND_ROW)),
        ].join(''),
      }
    },
  }
}

/** From the bottom left up by a step at each time; times of "never" are the share that is missing at the right. */
function steps(
  { times }: VersionTimes,
  x: (ms: number) => number,
  { left, right, top, bottom }: Frame,
): string {
  const sorted = times.flatMap((ms) => ms ?? []).sort((a, b) => a - b)
  const shown = thinSorted(sorted, STEPS_MAX)
  const whole = sorted.length / Math.max(1, times.length)
  const y = (index: number) => px(bottom - ((bottom - top) * whole * (index + 1)) / Math.max(1, shown.length))
  return `M${left} ${bottom}${shown.map((ms, i) => `H${px(x(ms))}V${y(i)}`).join('')}H${right}`
}

function legendRow(version: VersionTimes, index: number, y: number): string {
  const line = strokes(`M4 ${y}H30`, lookOf(index))
  return line + label(legend(version), 36, y, { fill: palette.ink })
}

function legend({ name, times }: VersionTimes): string {
  const middle = quantile(
    times.map((ms) => ms ?? Infinity),
    0.5,
  )
  const never = times.filter((ms) => ms === null).length
  const short = name.length > 24 ? `${name.slice(0, 23)}…` : name
  return `${short}: median ${formatMs(middle ?? Infinity)} of ${times.length}${never > 0 ? `, ${never} never` : ''}`
}
