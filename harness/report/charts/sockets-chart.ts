import type { SocketPoint, SocketSeries } from '../../analysis/socket-series.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { axisOf, quietAxis } from './axis.ts'
import { stackedPanels } from './panels.ts'
import { faultShades } from './spans.ts'
import { type Drawing, palette, text } from './svg.ts'

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
    at: (width) => {
      const [descriptors, queued] = width < 500 ? [150, 50] : [190, 60]
      const { height, ...layout } = stackedPanels(timeline, {
        panels: [
          { title: `descriptors of ${series.service}`, height: descriptors! },
          { title: 'connections that wait to be accepted', height: queued! },
        ],
        gap: GAP,
        left: width < 500 ? 36 : 44,
        width,
      })
      return {
        height,
        option: {
          ...layout,
          yAxis: [
            { ...quietAxis, gridIndex: 0, min: 0, max: ceiling(series), splitNumber: 4 },
            { ...quietAxis, gridIndex: 1, min: 0, minInterval: 1, splitNumber: 1 },
          ],
          series: [
            ...socketKinds.map((kind, i) => ({
              ...layer(kind, points, i === 0 ? series : undefined),
              ...(i === 0 && { markArea: faultShades(timeline) }),
            })),
            { ...queue(points), markArea: faultShades(timeline) },
          ],
        },
      }
    },
  }
}

function layer(
  { key, colour, fill }: (typeof socketKinds)[number],
  points: readonly SocketPoint[],
  limited: SocketSeries | undefined,
) {
  const limit = limited?.descriptorLimit
  return {
    type: 'line' as const,
    data: points.map((point) => [point.ms, point[key]]),
    step: 'end' as const,
    symbol: 'none',
    silent: true,
    stack: 'descriptors',
    xAxisIndex: 0,
    yAxisIndex: 0,
    lineStyle: { width: 0, color: palette[colour] },
    areaStyle: { color: palette[colour], opacity: fill },
    emphasis: { disabled: true },
    ...(limit !== undefined && {
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color: palette.ink, type: 'solid' as const, width: 1.5 },
        label: { ...text, position: 'insideStartTop' as const, formatter: () => `limit ${limit}` },
        data: [{ yAxis: limit }],
      },
    }),
  }
}

function queue(points: readonly SocketPoint[]) {
  return {
    type: 'line' as const,
    data: points.map(({ ms, acceptQueue }) => [ms, acceptQueue]),
    step: 'end' as const,
    symbol: 'none',
    silent: true,
    xAxisIndex: 1,
    yAxisIndex: 1,
    lineStyle: { width: 1, color: palette.warn },
    areaStyle: { color: palette.warn, opacity: 0.4 },
    emphasis: { disabled: true },
  }
}

/** Room above the limit for its label, and for whatever is beyond it. */
function ceiling({ descriptorLimit = 0, points }: SocketSeries): number {
  const most = Math.max(descriptorLimit, ...points.map(totalOf), 1)
  return Math.ceil((most * 1.15) / 10) * 10
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
  const most = (pick: (point: SocketPoint) => number) => Math.max(0, ...points.map(pick))
  const limit = descriptorLimit === undefined ? '' : ` of ${descriptorLimit}`
  return (
    `Descriptors of ${service} over time. At most ${most(totalOf)}${limit} in use, at most ${most(({ closeWait }) => closeWait)} ` +
    `connections in CLOSE_WAIT, at most ${most(({ acceptQueue }) => acceptQueue)} waiting to be accepted.`
  )
}
