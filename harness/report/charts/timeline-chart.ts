import type { Steps, Timeline } from '../../analysis/timeline.ts'
import { axisOf, quietAxis } from './axis.ts'
import { stackedPanels } from './panels.ts'
import { faultShades } from './spans.ts'
import { type Drawing, palette, text } from './svg.ts'
import { clipSteps, thinSteps } from './thin.ts'

interface Panel {
  readonly title: string
  readonly height: number
  readonly lines: readonly {
    /** What its values are called when they are read out. */
    readonly name: string
    readonly data: Steps
    readonly colour: string
    readonly stack?: string
    readonly fill: number
  }[]
}

const GAP = 34
/** What the page's script can read out of a line. */
const POINTS_MAX = 240
/** A step wider than this is seen as one; a drawing needs no more points. */
const STEP_PX = 4

/** Connected hosts, probes, dials and stale entries under one another on one time axis, faults shaded through all of them. */
export function timelineDrawing(timeline: Timeline, hosts: number): Drawing {
  return {
    title: 'Timeline',
    description: describe(timeline, hosts),
    time: {
      ...axisOf(timeline),
      series: panelsOf(timeline).flatMap(({ lines }) =>
        lines.map(({ name, data }) => ({ name, steps: changes(data) })),
      ),
    },
    at: (width) => {
      const panels = panelsOf(timeline)
      const heights = panels.map(({ height }) => (width < 500 ? Math.round(height * 0.8) : height))
      const { height, ...layout } = stackedPanels(timeline, {
        panels: panels.map(({ title }, i) => ({ title, height: heights[i]! })),
        gap: GAP,
        left: width < 500 ? 30 : 40,
        width,
      })
      return {
        height,
        option: {
          ...layout,
          yAxis: panels.map((_, i) => yAxis(i, heights[i]!)),
          series: panels.flatMap((panel, i) => panelSeries(panel, i, { timeline, width })),
        },
      }
    },
  }
}

function panelsOf({ connected, probes, dials, stale, from, to }: Timeline): Panel[] {
  const extend = (steps: Steps): Steps => clipSteps(steps, from, to)
  const count = (pick: (row: Timeline['probes'][number]) => number): Steps =>
    probes.map((row) => [row.ms, pick(row)])
  const hosts: Panel = {
    title: 'hosts connected',
    height: 110,
    lines: [{ name: 'connected', data: extend(connected), colour: palette.accent, fill: 0.12 }],
  }
  const panels: Panel[] = [
    // A system without hosts has no line of them.
    ...(connected.length > 0 ? [hosts] : []),
    {
      title: 'probes answered (green) and failed (red)',
      height: 90,
      lines: [
        { name: 'probes ok', data: count(({ ok }) => ok), colour: palette.ok, stack: 'probes', fill: 0.35 },
        {
          name: 'failed',
          data: count(({ failed }) => failed),
          colour: palette.bad,
          stack: 'probes',
          fill: 0.6,
        },
      ],
    },
  ]
  if (dials.some(([, count]) => count > 0))
    panels.push({
      title: 'dials started',
      height: 55,
      lines: [{ name: 'dials', data: dials, colour: palette.warn, fill: 0.4 }],
    })
  if (stale.length > 0)
    panels.push({
      title: 'stale directory entries',
      height: 55,
      lines: [{ name: 'stale', data: extend(stale), colour: palette.bad, fill: 0.3 }],
    })
  return panels
}

/** The moments at which a value changes. */
function changes(steps: Steps): Steps {
  const thin = thinSteps(steps, POINTS_MAX)
  return thin.filter(([, value], i) => value !== thin[i - 1]?.[1])
}

function yAxis(gridIndex: number, height: number) {
  return { ...quietAxis, gridIndex, min: 0, minInterval: 1, splitNumber: height > 80 ? 3 : 1 }
}

function panelSeries(
  { lines }: Panel,
  index: number,
  { timeline, width }: { readonly timeline: Timeline; readonly width: number },
) {
  return lines.map(({ data, colour, stack, fill }, i) => ({
    type: 'line' as const,
    // Stacked rows must keep their common moments, and have few enough of them already.
    data: (stack ? [...data] : thinSteps(data, width / STEP_PX)) as [number, number][],
    step: 'end' as const,
    showSymbol: false,
    silent: true,
    xAxisIndex: index,
    yAxisIndex: index,
    ...(stack && { stack }),
    lineStyle: { width: stack ? 0 : 1.5, color: colour },
    areaStyle: { color: colour, opacity: fill },
    emphasis: { disabled: true },
    ...(i === 0 && { markArea: faultShades(timeline), markLine: marks(timeline, index) }),
  }))
}

/** Letters for the moments of a scenario; the list below the chart says what they are. */
export function markLetter(index: number): string {
  return String.fromCharCode(97 + (index % 26))
}

function marks({ marks, from, to }: Timeline, panel: number) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: palette.muted, type: 'dashed' as const, width: 1 },
    data: marks.flatMap(({ ms }, index) =>
      ms < from || ms > to
        ? []
        : [
            {
              xAxis: ms,
              label: { ...text, show: panel === 0, distance: 4, formatter: () => markLetter(index) },
            },
          ],
    ),
  }
}

function describe({ from, to, faults, connected, probes }: Timeline, hosts: number): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  const low =
    connected.length === 0
      ? hosts
      : Math.min(hosts, ...connected.filter(([ms]) => ms > 0).map(([, value]) => value))
  const failed = probes.reduce((sum, row) => sum + row.failed, 0)
  const shaded = faults.map(
    (fault) => `${fault.fault} of ${fault.target} from ${seconds(fault.from)} to ${seconds(fault.to)}`,
  )
  const fewest = hosts > 0 ? ` Fewest hosts connected after it: ${low} of ${hosts}.` : ''
  return `From ${seconds(from)} to ${seconds(to)}, 0 is the first fault. ${shaded.join('; ')}.${fewest} Failed probes: ${failed}.`
}
