import type { Span } from '../../analysis/lanes.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { safeColour } from '../html/colour.ts'

/** How the bars of one kind look. */
export interface Look {
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

/** Bars on lanes of a category axis, one lane per entry; all bars of one look are the strokes of one path, so that thousands of them cost little. */
export function spans<Lane>(lanes: readonly Lane[], pick: (lane: Lane) => readonly Span[], look: Look) {
  const bars = lanes.flatMap((lane, index) => pick(lane).map((span) => ({ ...span, index })))
  return {
    type: 'custom' as const,
    silent: true,
    data: bars.length > 0 ? [[bars[0]!.from, bars[0]!.index]] : [],
    renderItem: (_: unknown, api: unknown) => {
      const draw = api as DrawApi
      const lane = draw.size([0, 1])[1]
      const pathData = bars
        .map(({ from, to, index }) => {
          const [x, y] = draw.coord([from, index])
          const end = Math.max(x + 1, draw.coord([to, index])[0])
          return `M${round(x)} ${round(y + (look.top + look.height / 2) * lane)}H${round(end)}`
        })
        .join('')
      const lineWidth = round(look.height * lane)
      const style = { stroke: look.colour, lineWidth, fill: 'none', opacity: look.opacity }
      return { type: 'path' as const, shape: { pathData }, style }
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
