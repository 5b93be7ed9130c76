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
  value(dimension: number): number
  coord(point: [number, number]): [number, number]
  size(point: [number, number]): [number, number]
}

/** Bars on lanes of a category axis, one lane per entry. */
export function spans<Lane>(lanes: readonly Lane[], pick: (lane: Lane) => readonly Span[], look: Look) {
  return {
    type: 'custom' as const,
    silent: true,
    data: lanes.flatMap((lane, index) => pick(lane).map(({ from, to }) => [from, index, to])),
    renderItem: (_: unknown, api: unknown) => {
      const draw = api as DrawApi
      const [x, y] = draw.coord([draw.value(0), draw.value(1)])
      const [end] = draw.coord([draw.value(2), draw.value(1)])
      const lane = draw.size([0, 1])[1]
      const shape = {
        x: round(x),
        y: round(y + look.top * lane),
        width: Math.max(1, round(end - x)),
        height: round(look.height * lane),
      }
      return { type: 'rect' as const, shape, style: { fill: look.colour, opacity: look.opacity } }
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
