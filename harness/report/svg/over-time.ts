import { scaleLog } from 'd3-scale'
import type { Steps, Timeline } from '../../analysis/timeline.ts'
import { formatMs } from '../../duration.ts'
import { greatest, least } from '../../extremes.ts'
import { type Axis, axisOf, countAxis } from './axis.ts'
import { dots, type Frame, path, strokes } from './marks.ts'
import { type Panel, stackedPanels } from './stacked-panels.ts'
import { stepLine, strokeOf, surfaceAbove } from './steps.ts'
import { type Drawing, isNarrow, palette } from './svg.ts'
import { clipSteps, thinSteps } from './thin.ts'

/** A value over time, as a line of steps. */
export interface StepsPanel {
  readonly title: string
  /** Pixels. */
  readonly height: number
  /** What the value is called where the page reads it out. */
  readonly name: string
  /** Ms of the timeline, and the value from then on. */
  readonly steps: Steps
}

/** How long each of many took, as dots on a logarithmic axis; red ones at the top never came to an end. */
export interface TimesPanel {
  readonly title: string
  /** Pixels. */
  readonly height: number
  /** Ms of the timeline at which it began, and how long it took; null: it never ended. */
  readonly times: readonly { readonly ms: number; readonly afterMs: number | null }[]
}

export interface OverTime {
  readonly title: string
  /** What it shows, for those who do not see it. */
  readonly description: string
  /** From the top. */
  readonly panels: readonly (StepsPanel | TimesPanel)[]
}

const POINTS_MAX = 240
const GAP = 40

/** Panels under one another on the time axis of the report, with the faults shaded through all of them. Give it to `figureSvg`. */
export function drawingOverTime(timeline: Timeline, { title, description, panels }: OverTime): Drawing {
  const { from, to } = timeline
  const shown = panels.map((panel) =>
    'steps' in panel
      ? { ...panel, steps: thinSteps(clipSteps(panel.steps, from, to), POINTS_MAX) }
      : { ...panel, times: panel.times.filter(({ ms }) => ms >= from && ms <= to) },
  )
  const series = shown.flatMap((panel) =>
    'steps' in panel ? [{ name: panel.name, steps: panel.steps }] : [],
  )
  return {
    title,
    description,
    time: { ...axisOf(timeline), series },
    at: (width, id) =>
      stackedPanels(timeline, {
        panels: shown.map((panel) => ('steps' in panel ? stepsPanel(panel) : timesPanel(panel))),
        gap: GAP,
        left: isNarrow(width) ? 42 : 52,
        width,
        id,
      }),
  }
}

function stepsPanel({ title, height, steps }: StepsPanel): Panel {
  return {
    title,
    height,
    axis: (frame) => countAxis(greatest(steps.map(([, value]) => value)), frame, 3),
    draw: ({ frame, x, y }) => {
      const line = stepLine(steps, { x, y, end: frame.right })
      return (
        path(surfaceAbove(line, frame.bottom), { fill: palette.accent, 'fill-opacity': 0.15 }) +
        strokes(strokeOf(line), { stroke: palette.accent, 'stroke-width': 1.5 })
      )
    },
  }
}

function timesPanel({ title, height, times }: TimesPanel): Panel {
  const ended = times.flatMap(({ afterMs }) => (afterMs === null ? [] : [heightOf(afterMs, 0)]))
  // On a logarithmic axis a power of ten above the slowest is where "never" stands.
  const never = 10 ** (Math.ceil(Math.log10(greatest(ended, 1))) + 1)
  return {
    title,
    height,
    axis: (frame) => latencyAxis(least(ended, 1), never, frame),
    draw: ({ x, y }) =>
      [true, false]
        .map((hasEnded) => {
          const own = times.filter(({ afterMs }) => (afterMs !== null) === hasEnded)
          // A dot has four pixels: nobody sees a half.
          const places = own.map(
            ({ ms, afterMs }) => [halves(x(ms)), halves(y(heightOf(afterMs, never)))] as const,
          )
          return dots(places, { radius: 2, colour: hasEnded ? palette.ok : palette.bad })
        })
        .join(''),
  }
}

function halves(pixels: number): number {
  return Math.round(pixels * 2) / 2
}

/** Less than a tenth of a millisecond is no measurement. */
function heightOf(afterMs: number | null, never: number): number {
  return afterMs === null ? never : Math.max(afterMs, 0.1)
}

/** A label at each power of ten. */
function latencyAxis(lowest: number, never: number, { top, bottom }: Frame): Axis {
  const scale = scaleLog([lowest, never], [bottom, top])
  const powers = scale.ticks().filter((ms) => Number.isInteger(Math.round(Math.log10(ms) * 1e6) / 1e6))
  return {
    at: scale,
    ticks: powers.map((ms) => ({ at: scale(ms), words: ms === never ? 'never' : formatMs(ms) })),
  }
}
