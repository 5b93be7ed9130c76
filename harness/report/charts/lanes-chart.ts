import type { Lane } from '../../analysis/lanes.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { timeAxis } from './axis.ts'
import { shadeSeries, spans } from './spans.ts'
import { type Drawing, palette, text } from './svg.ts'

const LANE = 15
const LABEL_CHARS = { wide: 24, narrow: 9 }

/** One lane per host: connected (bar), dialling (tick), probes failing (thin line below). */
export function lanesDrawing(lanes: readonly Lane[], timeline: Timeline): Drawing {
  return {
    title: 'Every host',
    description: `${lanes.length} lanes on the time axis of the timeline. A bar: tunnel registered. A darker tick: dialling. A thin red line: probes failing.`,
    at: (width) => ({
      height: lanes.length * LANE + 50,
      option: {
        grid: { left: width < 500 ? 66 : 150, right: 12, top: 8, bottom: 30, outerBoundsMode: 'none' },
        xAxis: timeAxis(Math.floor(timeline.from), Math.ceil(timeline.to), width),
        yAxis: {
          type: 'category',
          inverse: true,
          data: lanes.map((lane) => label(lane, width)),
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { ...text, interval: 0 },
        },
        series: [
          spans(lanes, ({ connected }) => connected, {
            colour: palette.accent,
            top: -0.34,
            height: 0.5,
            opacity: 0.55,
          }),
          spans(lanes, ({ dialling }) => dialling, {
            colour: palette.ink,
            top: -0.34,
            height: 0.5,
            opacity: 0.75,
          }),
          spans(lanes, ({ failing }) => failing, {
            colour: palette.bad,
            top: 0.24,
            height: 0.14,
            opacity: 1,
          }),
          shadeSeries(timeline),
        ],
      },
    }),
  }
}

function label({ host, of }: Lane, width: number): string {
  const max = width < 500 ? LABEL_CHARS.narrow : LABEL_CHARS.wide
  const name = of === 1 ? host : `${host} +${of - 1}`
  return name.length <= max ? name : `…${name.slice(1 - max)}`
}
