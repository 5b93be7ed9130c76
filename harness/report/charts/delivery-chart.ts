import type { DeliverySeries } from '../../analysis/delivery-series.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { formatMs } from '../../duration.ts'
import { safeColour } from '../html/colour.ts'
import { quietAxis, timeAxis } from './axis.ts'
import { type Drawing, palette, text } from './svg.ts'
import { thinSteps } from './thin.ts'

const POINTS_MAX = 240
const DEPTH_HEIGHT = 110
const ACK_HEIGHT = 120
const TOP = 24
const GAP = 40

/** Queue depth above, acknowledgement latency of each delivery below, on one time axis, faults shaded through both. */
export function deliveryDrawing({ depth, acknowledged }: DeliverySeries, timeline: Timeline): Drawing {
  const { from, to } = timeline
  const shown = acknowledged.filter(({ ms }) => ms >= from && ms <= to)
  const times = shown.flatMap(({ afterMs }) => (afterMs === null ? [] : [Math.max(afterMs, 0.1)]))
  const slowest = Math.max(1, ...times)
  // On a logarithmic axis a power of ten above the slowest is where "never" stands.
  const never = 10 ** (Math.ceil(Math.log10(slowest)) + 1)
  const inside = depth.filter(([ms]) => ms > from && ms < to)
  const before = depth.findLast(([ms]) => ms <= from)?.[1] ?? 0
  const steps = [[from, before], ...inside, [to, inside.at(-1)?.[1] ?? before]] as [number, number][]
  const tops = [TOP, TOP + DEPTH_HEIGHT + GAP]
  return {
    title: 'Queue depth and acknowledgements',
    description: describe(steps, shown, slowest),
    at: (width) => ({
      height: tops[1]! + ACK_HEIGHT + 30,
      option: {
        grid: [DEPTH_HEIGHT, ACK_HEIGHT].map((height, i) => ({
          left: width < 500 ? 42 : 52,
          right: 12,
          top: tops[i]!,
          height,
          outerBoundsMode: 'none' as const,
        })),
        title: ['deliveries in the queue', 'acknowledged after (red: never)'].map((title, i) => ({
          text: title,
          left: 0,
          top: tops[i]! - 22,
          padding: 0,
          textStyle: { ...text, color: palette.ink, fontWeight: 'normal' as const },
        })),
        xAxis: [0, 1].map((gridIndex) => {
          const axis = timeAxis(Math.floor(from), Math.ceil(to), width)
          return { ...axis, gridIndex, axisLabel: { ...axis.axisLabel, show: gridIndex === 1 } }
        }),
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
            markArea: shades(timeline),
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
            markArea: shades(timeline),
          },
        ],
      },
    }),
  }
}

function shades({ faults, from }: Timeline) {
  return {
    silent: true,
    data: faults.map((fault): [{ xAxis: number; itemStyle: object }, { xAxis: number }] => [
      { xAxis: Math.max(from, fault.from), itemStyle: { color: safeColour(fault.colour), opacity: 0.16 } },
      { xAxis: Math.max(fault.to, fault.from + 1) },
    ]),
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
