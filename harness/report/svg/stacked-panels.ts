import type { Timeline } from '../../analysis/timeline.ts'
import { type Axis, axisBelow, axisOf, BELOW, rows, timeAxis } from './axis.ts'
import { clipped, type Frame, label } from './marks.ts'
import { faultShades } from './shades.ts'
import { palette, type Sheet } from './svg.ts'

/** Room for the first panel's title. */
const TOP = 24

/** Where a panel's marks stand. */
export interface Place {
  readonly frame: Frame
  readonly x: (ms: number) => number
  readonly y: (value: number) => number
}

export interface Panel {
  readonly title: string
  readonly height: number
  readonly axis: (frame: Frame) => Axis
  readonly draw: (place: Place) => string
  /** What is not cut off at the panel's edges. */
  readonly over?: (place: Place) => string
}

interface PanelLayout {
  readonly panels: readonly Panel[]
  /** Between two panels, room for the title of the lower one included. */
  readonly gap: number
  /** Room for the labels of the vertical axes. */
  readonly left: number
  readonly width: number
  readonly id: string
}

/** Panels under one another on one time axis, faults shaded through all of them: what a chart of them has in common. */
export function stackedPanels(timeline: Timeline, { panels, gap, left, width, id }: PanelLayout): Sheet {
  const right = width - 12
  const time = timeAxis(axisOf(timeline), { left, right, width })
  let top = TOP
  const frames = panels.map(({ height }): Frame => {
    const frame = { left, right, top, bottom: top + height }
    top += height + gap
    return frame
  })
  const last = frames.at(-1)!
  const drawn = panels.map(({ title, axis, draw, over }, i) => {
    const frame = frames[i]!
    const values = axis(frame)
    const place = { frame, x: time.at, y: values.at }
    return (
      label(title, 0, frame.top - 16, { fill: palette.ink }) +
      rows(values, frame) +
      faultShades(timeline, place) +
      clipped(frame, `${id}-c${i}`, draw(place)) +
      (over?.(place) ?? '')
    )
  })
  return {
    height: last.bottom + BELOW,
    across: [left, right],
    marks: drawn.join('') + axisBelow(time, last),
  }
}
