import { quantile } from '../../analysis/quantile.ts'
import type { Timed } from '../../analysis/stat.ts'
import { formatMs } from '../../duration.ts'
import { niceRange, timeAxis } from './axis.ts'
import { type Drawing, palette, text } from './svg.ts'
import { thinSorted } from './thin.ts'

/** The reconnect times of one form. */
export interface Row {
  readonly name: string
  readonly fixed: boolean
  readonly times: readonly Timed[]
}

const ROW = { wide: 46, narrow: 62 }
const DOTS_MAX = 200

/** A dot per host and a row per form, with the median, the p99 and the limit of the fixed form. */
export function distributionDrawing(rows: readonly Row[], limitMs: number): Drawing {
  const longest = Math.max(limitMs, ...rows.flatMap(({ times }) => times.map(({ ms }) => ms ?? 0)))
  return {
    title: 'Reconnect times',
    description: `${rows.map(describe).join('. ')}. Limit of the fixed form: ${formatMs(limitMs)}.`,
    at: (width) => {
      const narrow = width < 500
      const range = niceRange(0, longest * 1.02, width)
      const axis = timeAxis(range.min, range.max, width)
      return {
        height: rows.length * (narrow ? ROW.narrow : ROW.wide) + 54,
        option: {
          grid: {
            left: narrow ? 10 : 190,
            right: narrow ? 14 : 90,
            top: 20,
            bottom: 30,
            outerBoundsMode: 'none',
          },
          xAxis: {
            ...axis,
            splitLine: { show: true, lineStyle: { color: palette.line } },
          },
          yAxis: { type: 'value', min: -0.5, max: rows.length - 0.5, inverse: true, show: false },
          series: [
            ...rows.flatMap((row, index) => [dots(row, index), ticks(row, index)]),
            names(rows, narrow),
            limitLine(limitMs),
          ],
        },
      }
    },
  }
}

function dots({ times, fixed }: Row, index: number) {
  const sorted = times.flatMap(({ ms }) => ms ?? []).sort((a, b) => a - b)
  return {
    type: 'scatter' as const,
    silent: true,
    symbolSize: 7,
    itemStyle: { color: fixed ? palette.accent : palette.bad, opacity: 0.55 },
    data: thinSorted(sorted, DOTS_MAX).map((ms, i) => [ms, index + spread(i)]),
  }
}

/** Dots of one row side by side in a fixed pattern, so that equal times do not hide one another. */
function spread(index: number): number {
  return [0, -0.1, 0.1, -0.19, 0.19][index % 5]!
}

function ticks({ times, fixed }: Row, index: number) {
  const values = times.map(({ ms }) => ms ?? Infinity)
  const at = [quantile(values, 0.5), quantile(values, 0.99)].filter(
    (ms) => ms !== undefined && ms !== Infinity,
  ) as number[]
  return {
    type: 'scatter' as const,
    silent: true,
    symbol: 'rect',
    symbolSize: [2.5, 26],
    itemStyle: { color: fixed ? palette.accent : palette.bad, opacity: 1 },
    data: at.map((ms) => [ms, index]),
  }
}

/** Names at the left of their rows, or above them where there is no room. */
function names(rows: readonly Row[], narrow: boolean) {
  return {
    type: 'scatter' as const,
    silent: true,
    symbolSize: 0,
    itemStyle: { opacity: 1 },
    data: rows.map(({ name, times }, index) => {
      const never = times.filter(({ ms }) => ms === null).length
      const label = `${clip(name, narrow ? 32 : 28)}${never > 0 ? `${narrow ? ', ' : '\n'}${never} of ${times.length} never` : ''}`
      return {
        value: [0, narrow ? index - 0.38 : index],
        label: {
          show: true,
          position: narrow ? ('right' as const) : ('left' as const),
          distance: narrow ? 0 : 12,
          align: narrow ? ('left' as const) : ('right' as const),
          ...text,
          color: palette.ink,
          formatter: () => label,
        },
      }
    }),
  }
}

function limitLine(limitMs: number) {
  return {
    type: 'line' as const,
    data: [],
    silent: true,
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: palette.ink, type: 'dashed' as const, width: 1.2 },
      label: {
        ...text,
        color: palette.ink,
        position: 'start' as const,
        distance: 4,
        formatter: () => `limit ${formatMs(limitMs)}`,
      },
      data: [{ xAxis: limitMs }],
    },
  }
}

function clip(name: string, max: number): string {
  return name.length <= max ? name : `${name.slice(0, max - 1)}…`
}

function describe({ name, times }: Row): string {
  const at = (p: number) =>
    formatMs(
      quantile(
        times.map(({ ms }) => ms ?? Infinity),
        p,
      ) ?? Infinity,
    )
  return `${name}: ${times.length} hosts, median ${at(0.5)}, p99 ${at(0.99)}`
}
