import type { DeliverySeries } from '../../analysis/delivery-series.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { formatMs } from '../../duration.ts'
import { axisOf, quietAxis } from './axis.ts'
import { stackedPanels } from './panels.ts'
import { faultShades } from './spans.ts'
import { type Drawing, palette, text } from './svg.ts'
import { clipSteps, thinSteps } from './thin.ts'

const POINTS_MAX = 240
const GAP = 40
const panels = [
  { title: 'deliveries in the queue', height: 110 },
  { title: 'acknowledged after (red: never)', height: 120 },
]

/** Queue depth above, acknowledgement latency of each delivery below, on one time axis, faults shaded through both. */
export function deliveryDrawing({ depth, acknowledged }: DeliverySeries, timeline: Timeline): Drawing {
  const { from, to } = timeline
  const shown = acknowledged.filter(({ ms }) => ms >= from && ms <= to)
  const times = shown.flatMap(({ afterMs }) => (afterMs === null ? [] : [Math.max(afterMs, 0.1)]))
  const slowest = Math.max(1, ...times)
  // On a logarithmic axis a power of ten above the slowest is where "never" stands.
  const never = 10 ** (Math.ceil(Math.log10(slowest)) + 1)
  const steps = clipSteps(depth, from, to)
  return {
    title: 'Queue depth and acknowledgements',
    description: describe(steps, shown, slowest),
    time: { ...axisOf(timeline), series: [{ name: 'in the queue', steps: thinSteps(steps, POINTS_MAX) }] },
    at: (width) => {
      const { height, ...layout } = stackedPanels(timeline, {
        panels,
        gap: GAP,
        left: width < 500 ? 42 : 52,
        width,
      })
      return {
        height,
        option: {
          ...layout,
          yAxis: [
            { ...quietAxis, gridIndex: 0, min: 0, minInterval: 1, splitNumber: 3 },
            {
              ...quietAxis,
              type: 'log' as const,
              gridIndex: 1,
              min: Math.min(1, ...times),
              max: never,
              axisLabel: { ...text, formatter: (ms: number) => (ms === never ? 'never' : formatMs(ms)) },
            },
          ],
          series: [
            {
              type: 'line' as const,
              data: thinSteps(steps, POINTS_MAX) as [number, number][],
              step: 'end' as const,
              symbol: 'none',
              silent: true,
              lineStyle: { width: 1.5, color: palette.accent },
              areaStyle: { color: palette.accent, opacity: 0.15 },
              markArea: faultShades(timeline),
            },
            {
              type: 'scatter' as const,
              xAxisIndex: 1,
              yAxisIndex: 1,
              symbolSize: 4,
              silent: true,
              data: shown.map(({ ms, afterMs }) => ({
                value: [ms, afterMs === null ? never : Math.max(afterMs, 0.1)],
                itemStyle: { color: afterMs === null ? palette.bad : palette.ok },
              })),
              markArea: faultShades(timeline),
            },
          ],
        },
      }
    },
  }
}

function describe(
  steps: readonly (readonly [number, number])[],
  shown: DeliverySeries['acknowledged'],
  slowest: number,
): string {
  const most = Math.max(...steps.map(([, depth]) => depth))
  const never = shown.filter(({ afterMs }) => afterMs === null).length
  return `At most ${most} deliveries in the queue. Of ${shown.length} deliveries ${never} were never acknowledged; the slowest acknowledgement took ${formatMs(slowest)}.`
}
