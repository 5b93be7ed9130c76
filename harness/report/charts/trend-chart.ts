import type { CustomSeriesOption } from 'echarts'
import type { Trend, TrendPoint } from '../comparison/trend.ts'
import { limitText, valueText } from '../words.ts'
import { quietAxis } from './axis.ts'
import { type Drawing, palette, text } from './svg.ts'

/** Room above the highest value, so that neither it nor the limit lies on the edge. */
const headroom = 1.15

/** The runs side by side: the middle of the repetitions as a line, their range as a bar, the limit dashed. "Never" stands at the top in red. */
export function trendDrawing(trend: Trend): Drawing {
  const { points, limit, unit } = trend
  const top = Math.max(limit, ...points.map(({ high }) => high ?? 0), Number.MIN_VALUE) * headroom
  return {
    title: `${trend.scenario}, ${trend.runtime}: ${trend.check}`,
    description: `${points.length} runs; limit ${limitText(trend)}. The table below the chart has the figures.`,
    at: (width) => ({
      height: 150,
      option: {
        grid: { left: 70, right: 12, top: 10, bottom: 26, outerBoundsMode: 'none' },
        xAxis: {
          type: 'category',
          data: points.map(({ startedAt }) => startedAt.slice(5, 16).replace('T', ' ')),
          axisTick: { show: false },
          axisLine: { lineStyle: { color: palette.line } },
          axisLabel: {
            ...text,
            hideOverlap: true,
            interval: Math.ceil(points.length / (width < 500 ? 3 : 8)) - 1,
          },
        },
        yAxis: {
          ...quietAxis,
          min: 0,
          max: top,
          splitNumber: 2,
          axisLabel: { ...text, formatter: (value: number) => valueText(value, unit), showMaxLabel: false },
        },
        series: [
          rangeSeries(points, top),
          {
            type: 'line',
            silent: true,
            symbolSize: 6,
            lineStyle: { color: palette.accent, width: 1.5 },
            data: points.map(({ middle, broken }) => ({
              value: middle ?? top,
              symbol: middle === null ? 'triangle' : 'circle',
              itemStyle: { color: tone(broken) },
            })),
            markLine: {
              symbol: 'none',
              silent: true,
              label: { show: false },
              lineStyle: { color: palette.warn, type: 'dashed' },
              data: [{ yAxis: limit }],
            },
          },
        ],
      },
    }),
  }
}

const tone = (broken: number) => (broken > 0 ? palette.bad : palette.accent)

/** A bar from the smallest to the largest repetition of each run. */
function rangeSeries(points: readonly TrendPoint[], top: number): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    data: points.map(({ low, high, broken }, x) => [x, low ?? top, high ?? top, broken]),
    renderItem: (_, api) => {
      const [x1, y1] = api.coord([api.value(0), api.value(1)]) as [number, number]
      const [x2, y2] = api.coord([api.value(0), api.value(2)]) as [number, number]
      const stroke = tone(Number(api.value(3)))
      return { type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 3, opacity: 0.35 } }
    },
  }
}
