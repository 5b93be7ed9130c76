import type { Timeline } from '../../analysis/timeline.ts'
import { palette, text } from './svg.ts'

/** A quiet axis of numbers. */
export const quietAxis = {
  type: 'value' as const,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: text,
  splitLine: { lineStyle: { color: palette.line } },
}

/** An axis of time in seconds; values are ms. */
export function timeAxis(min: number, max: number, width: number) {
  const step = niceStep((max - min) / (width < 500 ? 4 : 10))
  const first = Math.ceil(min / step)
  const ticks = Array.from({ length: Math.floor(max / step) - first + 1 }, (_, i) => (first + i) * step)
  return {
    ...quietAxis,
    min,
    max,
    interval: step,
    axisLine: { show: true, onZero: false, lineStyle: { color: palette.line } },
    axisLabel: { ...text, customValues: ticks, formatter: secondsText },
    splitLine: { show: false },
  }
}

/** Limits of the axis of everything that is drawn over the time of a scenario, ms. */
export function axisOf({ from, to }: Timeline): { from: number; to: number } {
  return { from: Math.floor(from), to: Math.ceil(to) }
}

export function timelineAxis(timeline: Timeline, width: number) {
  const { from, to } = axisOf(timeline)
  return timeAxis(from, to, width)
}

/** Limits of a time axis that fall on its steps. */
export function niceRange(from: number, to: number, width: number): { min: number; max: number } {
  const step = niceStep((to - from) / (width < 500 ? 4 : 10))
  return { min: Math.floor(from / step) * step, max: Math.ceil(to / step) * step }
}

/** 1, 2 or 5 × 10ⁿ, at least `size`. */
function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(size, 1e-6)))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= size * 0.999)!
}

function secondsText(ms: number): string {
  return `${Number((ms / 1_000).toFixed(3))} s`
}
