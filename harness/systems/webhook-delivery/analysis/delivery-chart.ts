import { scaleLog } from 'd3-scale'
import type { Steps, Timeline } from '../../../analysis/timeline.ts'
import { formatMs } from '../../../duration.ts'
import { greatest, least } from '../../../extremes.ts'
import { type Axis, axisOf, countAxis } from '../../../report/svg/axis.ts'
import { dot, type Frame, group, path, strokes } from '../../../report/svg/marks.ts'
import { type Panel, stackedPanels } from '../../../report/svg/stacked-panels.ts'
import { stepLine, strokeOf, surfaceAbove } from '../../../report/svg/steps.ts'
import { type Drawing, isNarrow, palette } from '../../../report/svg/svg.ts'
import { clipSteps, thinSteps } from '../../../report/svg/thin.ts'
import type { DeliverySeries } from './delivery-series.ts'

const POINTS_MAX = 240
const GAP = 40

/** Queue depth above, acknowledgement latency of each delivery below, on one time axis, faults shaded through both. */
export function deliveryDrawing({ depth, acknowledged }: DeliverySeries, timeline: Timeline): Drawing {
  const { from, to } = timeline
  const shown = acknowledged.filter(({ ms }) => ms >= from && ms <= to)
  const times = shown.flatMap(({ afterMs }) => (afterMs === null ? [] : [heightOf(afterMs, 0)]))
  const slowest = greatest(times, 1)
  // On a logarithmic axis a power of ten above the slowest is where "never" stands.
  const never = 10 ** (Math.ceil(Math.log10(slowest)) + 1)
  const steps = clipSteps(depth, from, to)
  return {
    title: 'Queue depth and acknowledgements',
    description: describe(steps, shown, slowest),
    time: { ...axisOf(timeline), series: [{ name: 'in the queue', steps: thinSteps(steps, POINTS_MAX) }] },
    at: (width, id) =>
      stackedPanels(timeline, {
        panels: [depthPanel(thinSteps(steps, POINTS_MAX)), acknowledgedPanel(shown, least(times, 1), never)],
        gap: GAP,
        left: isNarrow(width) ? 42 : 52,
        width,
        id,
      }),
  }
}

function depthPanel(steps: Steps): Panel {
  return {
    title: 'deliveries in the queue',
    height: 110,
    axis: (frame) => countAxis(greatest(steps.map(([, depth]) => depth)), frame, 3),
    draw: ({ frame, x, y }) => {
      const line = stepLine(steps, { x, y, end: frame.right })
      return (
        path(surfaceAbove(line, frame.bottom), { fill: palette.accent, 'fill-opacity': 0.15 }) +
        strokes(strokeOf(line), { stroke: palette.accent, 'stroke-width': 1.5 })
      )
    },
  }
}

/** Each delivery by when it came and how long its acknowledgement took; `never` is where those without one stand. */
function acknowledgedPanel(shown: DeliverySeries['acknowledged'], least: number, never: number): Panel {
  return {
    title: 'acknowledged after (red: never)',
    height: 120,
    axis: (frame) => latencyAxis(least, never, frame),
    draw: ({ x, y }) =>
      [true, false]
        .map((isAcknowledged) => {
          const own = shown.filter(({ afterMs }) => (afterMs !== null) === isAcknowledged)
          const dots = own.map(({ ms, afterMs }) => dot(x(ms), y(heightOf(afterMs, never)), 2))
          return group({ fill: isAcknowledged ? palette.ok : palette.bad }, dots)
        })
        .join(''),
  }
}

/** Less than a tenth of a millisecond is no measurement. */
function heightOf(afterMs: number | null, never: number): number {
  return afterMs === null ? never : Math.max(afterMs, 0.1)
}

/** A label at each power of ten. */
function latencyAxis(least: number, never: number, { top, bottom }: Frame): Axis {
  const scale = scaleLog([least, never], [bottom, top])
  const powers = scale.ticks().filter((ms) => Number.isInteger(Math.round(Math.log10(ms) * 1e6) / 1e6))
  return {
    at: scale,
    ticks: powers.map((ms) => ({ at: scale(ms), words: ms === never ? 'never' : formatMs(ms) })),
  }
}

function describe(
  steps: readonly (readonly [number, number])[],
  shown: DeliverySeries['acknowledged'],
  slowest: number,
): string {
  const most = greatest(steps.map(([, depth]) => depth))
  const never = shown.filter(({ afterMs }) => afterMs === null).length
  return `At most ${most} deliveries in the queue. Of ${shown.length} deliveries ${never} were never acknowledged; the slowest acknowledgement took ${formatMs(slowest)}.`
}
