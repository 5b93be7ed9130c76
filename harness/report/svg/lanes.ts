import type { Span } from '../../analysis/timeline.ts'
import { type Axis, axisBelow, BELOW, timeAxis } from './axis.ts'
import { column, type Frame, px, strokes } from './marks.ts'
import { isNarrow, type Sheet } from './svg.ts'

const TOP = 8

/** Lanes under one another, their names at the left, a time axis below: what every chart of lanes has in common. */
export interface Lanes<Lane> {
  readonly lanes: readonly Lane[]
  readonly nameOf: (lane: Lane) => string
  /** Height of a lane, pixels. */
  readonly height: number
  /** What the axis spans, ms. */
  readonly span: Span
  /** Drawn behind the bars. */
  readonly behind: (place: { readonly frame: Frame; readonly time: Axis }) => string
  /** Later ones are drawn above earlier ones. */
  readonly kinds: readonly Kind<Lane>[]
}

/** Bars of one kind: where they are, and how they look. */
export interface Kind<Lane> {
  readonly of: (lane: Lane) => readonly Span[]
  readonly colour: string
  /** In lanes, from the middle of the lane. */
  readonly top: number
  readonly height: number
  readonly opacity: number
}

/** A lane for each of many things, from the top, with bars in it over time. */
export function lanesSheet<Lane>(chart: Lanes<Lane>, width: number): Sheet {
  const { lanes, nameOf, height, span, behind, kinds } = chart
  const frame = {
    left: isNarrow(width) ? 66 : 150,
    right: width - 12,
    top: TOP,
    bottom: TOP + lanes.length * height,
  }
  const middle = (index: number) => TOP + (index + 0.5) * height
  const names = lanes.map((lane, index) => [fitting(nameOf(lane), width), middle(index)] as const)
  const time = timeAxis(span, { ...frame, width })
  const bars = kinds.map((kind) => barsOf(kind, chart, { middle, x: time.at }))
  return {
    height: frame.bottom + BELOW,
    across: [frame.left, frame.right],
    marks: column(frame.left - 8, names) + axisBelow(time, frame) + behind({ frame, time }) + bars.join(''),
  }
}

/** All bars of a kind are the strokes of one path. */
function barsOf<Lane>(
  { of, colour, top, height, opacity }: Kind<Lane>,
  { lanes, height: lane }: Lanes<Lane>,
  { middle, x }: { middle: (index: number) => number; x: (ms: number) => number },
): string {
  const bars = lanes.map((one, index) => {
    const y = px(middle(index) + (top + height / 2) * lane)
    return of(one)
      .map(({ from, to }) => {
        const left = x(from)
        return `M${px(left)} ${y}H${px(Math.max(left + 1, x(to)))}`
      })
      .join('')
  })
  return strokes(bars.join(''), {
    stroke: colour,
    'stroke-width': px(height * lane),
    ...(opacity < 1 && { 'stroke-opacity': opacity }),
  })
}

/** The end of a name that fits beside its lane: what tells names apart stands at their end. */
function fitting(name: string, width: number): string {
  const max = isNarrow(width) ? 9 : 24
  return name.length <= max ? name : `…${name.slice(1 - max)}`
}
