import { type Breakdown, type HostBreakdown, type Stage, stages } from '../../analysis/breakdown.ts'
import { timeAxis } from './axis.ts'
import { type Drawing, palette, text } from './svg.ts'
import { thinSorted } from './thin.ts'

export const stageColours: Record<Stage, keyof typeof palette> = {
  detect: 'stage1',
  wait: 'stage2',
  dial: 'stage3',
  upgrade: 'stage4',
  register: 'stage5',
  answer: 'stage6',
}

const BAR = 15
const BARS_MAX = 50

/** A stacked bar per host: where the time of its reconnect went, the fastest first. */
export function breakdownDrawing({ hosts }: Breakdown): Drawing {
  const shown = barsOf(hosts)
  const longest = Math.max(1, ...shown.map(({ totalMs }) => totalMs!))
  return {
    title: 'Where the time of each reconnect went',
    description: `Stacked bars of ${shown.length} hosts from the fault to the first answered request; the table beside it has the figures.`,
    at: (width) => ({
      height: shown.length * BAR + 46,
      option: {
        grid: { left: width < 500 ? 66 : 150, right: 12, top: 6, bottom: 30, outerBoundsMode: 'none' },
        xAxis: {
          ...timeAxis(0, longest * 1.02, width),
          splitLine: { show: true, lineStyle: { color: palette.line } },
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: shown.map(({ host }) => (host.length > 9 && width < 500 ? `…${host.slice(-8)}` : host)),
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { ...text, interval: 0 },
        },
        series: stages.map((stage) => ({
          type: 'bar' as const,
          stack: 'time',
          silent: true,
          barWidth: 9,
          itemStyle: { color: palette[stageColours[stage]] },
          data: shown.map((host) => host.stages[stage] ?? 0),
        })),
      },
    }),
  }
}

/** Hosts that came back, at most 50 evenly by rank. */
function barsOf(hosts: readonly HostBreakdown[]): HostBreakdown[] {
  const back = hosts.filter(({ totalMs }) => totalMs !== null).sort((a, b) => a.totalMs! - b.totalMs!)
  return thinSorted(back, BARS_MAX)
}
