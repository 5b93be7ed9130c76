import type { Span } from '../../analysis/lanes.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { safeColour } from '../html/colour.ts'

/** Bars of one kind: where they are, and how they look. */
export interface Kind<Lane> {
  readonly of: (lane: Lane) => readonly Span[]
  readonly colour: string
  /** In lanes, from the middle of the lane. */
  readonly top: number
  readonly height: number
  readonly opacity: number
}

interface DrawApi {
  coord(point: [number, number]): [number, number]
  size(point: [number, number]): [number, number]
}

/**
 * Bars on lanes of a category axis, one lane per entry, later kinds above earlier ones. All bars of a kind are the strokes of one path and
 * all kinds one series, so that thousands of them cost little.
 */
export function spans<Lane>(lanes: readonly Lane[], kinds: readonly Kind<Lane>[]) {
  const drawn = kinds.map((kind) => ({
    ...kind,
    bars: lanes.flatMap((lane, index) => kind.of(lane).map((span) => ({ ...span, index }))),
  }))
  const first = drawn.flatMap(({ bars }) => bars[0] ?? [])[0]
  return {
    type: 'custom' as const,
    silent: true,
    data: first ? [[first.from, first.index]] : [],
    renderItem: (_: unknown, api: unknown) => {
      const draw = api as DrawApi
      const lane = draw.size([0, 1])[1]
      return {
        type: 'group' as const,
        children: drawn.flatMap(({ bars, colour, top, height, opacity }) => {
          if (bars.length === 0) return []
          const strokes = bars.map(({ from, to, index }) => {
            const [x, y] = draw.coord([from, index])
            const end = Math.max(x + 1, draw.coord([to, index])[0])
            return `M${round(x)} ${round(y + (top + height / 2) * lane)}H${round(end)}`
          })
          const style = { stroke: colour, lineWidth: round(height * lane), fill: 'none', opacity }
          return { type: 'path' as const, shape: { pathData: strokes.join('') }, style }
        }),
      }
    },
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Faults shaded over the whole height, as the mark area of a series. */
export function faultShades({ faults, from }: Timeline) {
  return {
    silent: true,
    data: faults.map((fault): [{ xAxis: number; itemStyle: object }, { xAxis: number }] => [
      { xAxis: Math.max(from, fault.from), itemStyle: { color: safeColour(fault.colour), opacity: 0.16 } },
      { xAxis: Math.max(fault.to, fault.from + 1) },
    ]),
  }
}

/** The same where no other series could bear it. */
export function shadeSeries(timeline: Timeline) {
  return { type: 'line' as const, data: [], silent: true, markArea: faultShades(timeline) }
}
