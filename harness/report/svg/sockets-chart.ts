import type { SocketPoint, SocketSeries } from '../../analysis/socket-series.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { greatest } from '../../extremes.ts'
import { axisOf, countAxis } from './axis.ts'
import { label, path, px, strokes } from './marks.ts'
import { type Panel, stackedPanels } from './stacked-panels.ts'
import { stepLine, strokeOf, surfaceAbove, surfaceBetween } from './steps.ts'
import { type Drawing, isNarrow, palette } from './svg.ts'

/** What a descriptor is used for, from the bottom of the stack up. */
export const socketKinds = [
  { key: 'other', words: 'files, listening and dead sockets', colour: 'muted', fill: 0.35 },
  { key: 'established', words: 'ESTABLISHED', colour: 'accent', fill: 0.4 },
  {
    key: 'closeWait',
    words: 'CLOSE_WAIT: the client has gone, the server has not closed',
    colour: 'bad',
    fill: 0.6,
  },
] as const satisfies readonly {
  key: keyof SocketPoint
  words: string
  colour: keyof typeof palette
  fill: number
}[]

/** What the values are called when they are read out. */
const readNames = {
  other: 'other descriptors',
  established: 'ESTABLISHED',
  closeWait: 'CLOSE_WAIT',
  acceptQueue: 'waiting to be accepted',
}

const POINTS_MAX = 240
const GAP = 34

/** The descriptors of a service over time by what they are used for, under the line of their limit; below it the accept queue. */
export function socketsDrawing(series: SocketSeries, timeline: Timeline): Drawing {
  const points = thin(series.points, timeline)
  return {
    title: `Descriptors of ${series.service}`,
    description: describe(series),
    time: {
      ...axisOf(timeline),
      series: (['other', 'established', 'closeWait', 'acceptQueue'] as const).map((key) => ({
        name: readNames[key],
        steps: points.map((one) => [one.ms, one[key]] as const),
      })),
    },
    at: (width, id) => {
      const [descriptors, queued] = isNarrow(width) ? [150, 50] : [190, 60]
      return stackedPanels(timeline, {
        panels: [descriptorPanel(series, points, descriptors!), queuePanel(points, queued!)],
        gap: GAP,
        left: isNarrow(width) ? 36 : 44,
        width,
        id,
      })
    },
  }
}

function descriptorPanel(series: SocketSeries, points: readonly SocketPoint[], height: number): Panel {
  const { service, descriptorLimit } = series
  const most = greatest(series.points.map(totalOf), descriptorLimit ?? 0)
  return {
    title: `descriptors of ${service}`,
    height,
    // Room above the limit for its label, and for values beyond it.
    axis: (frame) => countAxis(most * 1.1, frame, 4),
    draw: ({ frame, x, y }) => {
      let below = points.map(({ ms }): [number, number] => [ms, 0])
      const lineOf = (steps: typeof below) => stepLine(steps, { x, y, end: frame.right })
      return socketKinds
        .map(({ key, colour, fill }) => {
          const above = below.map(([ms, sum], i): [number, number] => [ms, sum + points[i]![key]])
          const surface = surfaceBetween(lineOf(above), lineOf(below))
          below = above
          return path(surface, { fill: palette[colour], 'fill-opacity': fill })
        })
        .join('')
    },
    over: ({ frame: { left, right }, y }) => {
      if (descriptorLimit === undefined) return ''
      const at = px(y(descriptorLimit))
      const line = strokes(`M${left} ${at}H${right}`, { stroke: palette.ink, 'stroke-width': 1.5 })
      return line + label(`limit ${descriptorLimit}`, left + 4, at - 9)
    },
  }
}

function queuePanel(points: readonly SocketPoint[], height: number): Panel {
  return {
    title: 'connections that wait to be accepted',
    height,
    axis: (frame) => countAxis(greatest(points.map(({ acceptQueue }) => acceptQueue)), frame, 1),
    draw: ({ frame, x, y }) => {
      const steps = points.map(({ ms, acceptQueue }) => [ms, acceptQueue] as const)
      const line = stepLine(steps, { x, y, end: frame.right })
      return (
        path(surfaceAbove(line, frame.bottom), { fill: palette.warn, 'fill-opacity': 0.4 }) +
        strokes(strokeOf(line), { stroke: palette.warn })
      )
    },
  }
}

function totalOf({ established, closeWait, other }: SocketPoint): number {
  return established + closeWait + other
}

/** Of the looks that share a place on the axis, the one with most descriptors and the one with the longest queue. */
function thin(points: readonly SocketPoint[], { from, to }: Timeline): SocketPoint[] {
  if (points.length <= POINTS_MAX) return [...points]
  const width = (to - from) / (POINTS_MAX / 2)
  const groups = Map.groupBy(points, ({ ms }) => Math.floor((ms - from) / width))
  return [...groups.values()].flatMap((group) => {
    const most = group.toSorted((a, b) => totalOf(b) - totalOf(a))[0]
    const longest = group.toSorted((a, b) => b.acceptQueue - a.acceptQueue)[0]
    return group.filter((point) => point === most || point === longest)
  })
}

function describe({ service, descriptorLimit, points }: SocketSeries): string {
  const most = (pick: (point: SocketPoint) => number) => greatest(points.map(pick), 0)
  const limit = descriptorLimit === undefined ? '' : ` of ${descriptorLimit}`
  return (
    `Descriptors of ${service} over time. At most ${most(totalOf)}${limit} in use, at most ${most(({ closeWait }) => closeWait)} ` +
    `connections in CLOSE_WAIT, at most ${most(({ acceptQueue }) => acceptQueue)} waiting to be accepted.`
  )
}
