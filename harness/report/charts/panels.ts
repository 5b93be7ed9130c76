import type { Timeline } from '../../analysis/timeline.ts'
import { timelineAxis } from './axis.ts'
import { palette, text } from './svg.ts'

/** Room for the first panel's title. */
const TOP = 24

interface PanelLayout {
  readonly panels: readonly { readonly title: string; readonly height: number }[]
  /** Between two panels, room for the title of the lower one included. */
  readonly gap: number
  /** Room for the labels of the vertical axes. */
  readonly left: number
  readonly width: number
}

/** Panels under one another on one time axis, whose labels stand below the last: what a chart of them has in common. */
export function stackedPanels(timeline: Timeline, { panels, gap, left, width }: PanelLayout) {
  const tops = panels.map((_, i) => panels.slice(0, i).reduce((sum, { height }) => sum + height + gap, TOP))
  const axis = timelineAxis(timeline, width)
  return {
    height: tops.at(-1)! + panels.at(-1)!.height + 30,
    grid: panels.map(({ height }, i) => ({
      left,
      right: 12,
      top: tops[i]!,
      height,
      outerBoundsMode: 'none' as const,
    })),
    title: panels.map(({ title }, i) => ({
      text: title,
      left: 0,
      top: tops[i]! - 22,
      padding: 0,
      textStyle: { ...text, color: palette.ink, fontWeight: 'normal' as const },
    })),
    xAxis: panels.map((_, gridIndex) => ({
      ...axis,
      gridIndex,
      // The line of zero closes the others.
      show: gridIndex === panels.length - 1,
    })),
  }
}
