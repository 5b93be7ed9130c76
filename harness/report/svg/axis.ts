import { scaleLinear } from 'd3-scale'
import type { Timeline } from '../../analysis/timeline.ts'
import { column, type Frame, group, label, px, strokes } from './marks.ts'
import { isNarrow, palette } from './svg.ts'

/** Where values stand, and which of them are written beside the axis. */
export interface Axis {
  /** Pixels of a value. */
  readonly at: (value: number) => number
  readonly ticks: readonly { readonly at: number; readonly words: string }[]
}

/** Below the axis of a chart: room for its labels. */
export const BELOW = 30

/** An axis of time in seconds; values are ms. `nice` begins and ends it at a label. */
export function timeAxis(
  { from, to }: { readonly from: number; readonly to: number },
  { left, right, width, nice = false }: { left: number; right: number; width: number; nice?: boolean },
): Axis {
  // Labels of up to 50 pixels; there are between 0.7 and 1.4 times as many as asked for.
  const count = isNarrow(width) ? 4 : 8
  const scale = scaleLinear([from, to], [left, right])
  if (nice) scale.nice(count)
  return {
    at: scale,
    ticks: scale.ticks(count).map((ms) => ({ at: scale(ms), words: `${Number((ms / 1_000).toFixed(3))} s` })),
  }
}

/** Limits of the axis of everything that is drawn over the time of a scenario, ms. */
export function axisOf({ from, to }: Timeline): { from: number; to: number } {
  return { from: Math.floor(from), to: Math.ceil(to) }
}

/** An upright axis of whole numbers from 0 to at least `most`, with about as many labels as asked for. */
export function countAxis(
  most: number,
  { top, bottom }: Pick<Frame, 'top' | 'bottom'>,
  labels: number,
): Axis {
  const scale = scaleLinear([0, Math.max(1, most)], [bottom, top]).nice(labels)
  const ticks = scale.ticks(labels).filter(Number.isInteger)
  return { at: scale, ticks: ticks.map((value) => ({ at: scale(value), words: String(value) })) }
}

/** The line below a chart, with the axis' labels. */
export function axisBelow({ ticks }: Axis, { left, right, bottom }: Frame): string {
  const line = strokes(`M${left} ${bottom + 0.5}H${right}`, { stroke: palette.line })
  const labels = ticks.map(({ at, words }) => label(words, at, bottom + 14))
  return line + group({ 'text-anchor': 'middle' }, labels)
}

/** A line across at each label of an upright axis, and the labels at its left. */
export function rows({ ticks }: Axis, { left, right }: Frame): string {
  const lines = ticks.map(({ at }) => `M${left} ${Math.floor(at) + 0.5}H${right}`)
  return (
    strokes(lines.join(''), { stroke: palette.line }) +
    column(
      left - 8,
      ticks.map(({ at, words }) => [words, at]),
    )
  )
}

/** A line upright at each label of the axis below. */
export function upright({ ticks }: Axis, { top, bottom }: Frame): string {
  const lines = ticks.map(({ at }) => `M${px(at)} ${top}V${bottom}`)
  return strokes(lines.join(''), { stroke: palette.line })
}
