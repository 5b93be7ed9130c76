import { PROBES_ORDER } from '../../analysis/panel.ts'
import type { PanelData, Steps, Timeline } from '../../analysis/timeline.ts'
import { greatest, least } from '../../extremes.ts'
import { axisOf, countAxis } from './axis.ts'
import { group, label, path, px, strokes } from './marks.ts'
import { type Panel, stackedPanels } from './stacked-panels.ts'
import { stepLine, strokeOf, surfaceAbove, surfaceBetween } from './steps.ts'
import { type Drawing, isNarrow, palette } from './svg.ts'
import { clipSteps, thinSteps } from './thin.ts'

/** What a panel shows. */
interface Lines {
  readonly title: string
  readonly height: number
  /** Each line upon the one before, as surfaces only. */
  readonly stacked?: boolean
  readonly lines: readonly {
    /** What its values are called when they are read out. */
    readonly name: string
    readonly data: Steps
    readonly colour: string
    readonly fill: number
  }[]
}

const GAP = 34
/** What the page's script can read out of a line. */
const POINTS_MAX = 240
/** A step wider than this is seen as one; a drawing needs no more points. */
const STEP_PX = 4

/** Probes and the other panels under one another on one time axis, faults shaded through all of them. */
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
    at: (width, id) =>
      stackedPanels(timeline, {
        panels: panelsOf(timeline).map((panel, i) => panelOf(panel, i, { timeline, width })),
        gap: GAP,
        left: isNarrow(width) ? 30 : 40,
        width,
        id,
      }),
  }
}

function panelsOf({ panels, probes, from, to }: Timeline): Lines[] {
  const count = (pick: (row: Timeline['probes'][number]) => number): Steps =>
    probes.map((row) => [row.ms, pick(row)])
  const ofProbes: Lines = {
    title: 'probes answered (green) and failed (red)',
    height: 90,
    stacked: true,
    lines: [
      { name: 'probes ok', data: count(({ ok }) => ok), colour: palette.ok, fill: 0.35 },
      { name: 'failed', data: count(({ failed }) => failed), colour: palette.bad, fill: 0.6 },
    ],
  }
  const linesOf = ({ title, height, reads, kind, steps, colour, fill }: PanelData): Lines => {
    const data = kind === 'level' ? clipSteps(steps, from, to) : steps
    return { title, height, lines: [{ name: reads, data, colour: palette[colour], fill }] }
  }
  const above = panels.filter(({ order }) => order < PROBES_ORDER).map(linesOf)
  const below = panels.filter(({ order }) => order >= PROBES_ORDER).map(linesOf)
  const others = [...above, ...below]
  // A system that nobody asks has no line of probes, unless there is no other.
  const isAsked = probes.some(({ ok, failed, missed }) => ok + failed + missed > 0)
  return isAsked || others.length === 0 ? [...above, ofProbes, ...below] : others
}

/** The moments at which a value changes. */
function changes(steps: Steps): Steps {
  const thin = thinSteps(steps, POINTS_MAX)
  return thin.filter(([, value], i) => value !== thin[i - 1]?.[1])
}

function panelOf(
  { title, height: wide, lines, stacked }: Lines,
  index: number,
  { timeline, width }: { readonly timeline: Timeline; readonly width: number },
): Panel {
  const height = isNarrow(width) ? Math.round(wide * 0.8) : wide
  const drawn = stacked
    ? stack(lines)
    : lines.map((line) => ({ ...line, data: thinSteps(line.data, width / STEP_PX) }))
  const most = greatest(
    drawn.flatMap(({ data }) => data.map(([, value]) => value)),
    0,
  )
  const seen = timeline.marks.flatMap(({ ms }, i) =>
    ms < timeline.from || ms > timeline.to ? [] : [{ ms, letter: markLetter(i) }],
  )
  return {
    title,
    height,
    axis: (frame) => countAxis(most, frame, height > 70 ? 3 : 1),
    draw: ({ frame, x, y }) => {
      const edges = drawn.map(({ data }) => stepLine(data, { x, y, end: frame.right }))
      return drawn
        .map(({ colour, fill }, i) => {
          const below = stacked ? edges[i - 1] : undefined
          const surface = below ? surfaceBetween(edges[i]!, below) : surfaceAbove(edges[i]!, frame.bottom)
          return (
            path(surface, { fill: colour, 'fill-opacity': fill }) +
            (stacked ? '' : strokes(strokeOf(edges[i]!), { stroke: colour, 'stroke-width': 1.5 }))
          )
        })
        .join('')
    },
    over: ({ frame: { top, bottom }, x }) => {
      const lines = seen.map(({ ms }) => `M${px(x(ms))} ${top}V${bottom}`).join('')
      const letters = seen.map(({ ms, letter }) => label(letter, x(ms), top - 10))
      return (
        strokes(lines, { stroke: palette.muted, 'stroke-dasharray': '4 2' }) +
        (index === 0 ? group({ 'text-anchor': 'middle' }, letters) : '')
      )
    },
  }
}

/** Each row upon the one before; they have the same moments. */
function stack(lines: Lines['lines']): Lines['lines'] {
  const sums: number[] = []
  return lines.map((line) => ({
    ...line,
    data: line.data.map(([ms, value], i): [number, number] => {
      sums[i] = (sums[i] ?? 0) + value
      return [ms, sums[i]]
    }),
  }))
}

/** Letters for the moments of a scenario; the list below the chart says what they are. */
export function markLetter(index: number): string {
  return String.fromCharCode(97 + (index % 26))
}

function describe({ from, to, faults, panels, probes }: Timeline, hosts: number): string {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  const failed = probes.reduce((sum, row) => sum + row.failed, 0)
  const shaded = faults.map(
    (fault) => `${fault.fault} of ${fault.target} from ${seconds(fault.from)} to ${seconds(fault.to)}`,
  )
  const first = panels.find(({ order, kind }) => order < PROBES_ORDER && kind === 'level')
  const after = first?.steps.filter(([ms]) => ms > 0).map(([, value]) => value) ?? []
  const fewest =
    first && hosts > 0 ? ` Fewest ${first.title} after it: ${least(after, hosts)} of ${hosts}.` : ''
  return `From ${seconds(from)} to ${seconds(to)}, 0 is the first fault. ${shaded.join('; ')}.${fewest} Failed probes: ${failed}.`
}
