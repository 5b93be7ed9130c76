import type { Lane } from '../../analysis/lanes.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { axisOf, timelineAxis } from './axis.ts'
import { laneName, lanesLayout } from './lanes.ts'
import { shadeSeries, spans } from './spans.ts'
import { type Drawing, palette } from './svg.ts'

const LANE = 15

/** One lane per host: connected (bar), dialling (tick), probes failing (thin line below). */
export function lanesDrawing(lanes: readonly Lane[], timeline: Timeline): Drawing {
  return {
    title: 'Every host',
    description: `${lanes.length} lanes on the time axis of the timeline. A bar: tunnel registered. A darker tick: dialling. A thin red line: probes failing.`,
    time: {
      ...axisOf(timeline),
      kinds: { accent: 'tunnel registered', ink: 'dialling', bad: 'probes failing' },
    },
    at: (width) => {
      const { height, ...layout } = lanesLayout(
        lanes.map((lane) => label(lane, width)),
        LANE,
        width,
      )
      return {
        height,
        option: {
          ...layout,
          xAxis: timelineAxis(timeline, width),
          series: [
            spans(lanes, [
              {
                of: ({ connected }) => connected,
                colour: palette.accent,
                top: -0.34,
                height: 0.5,
                opacity: 0.55,
              },
              { of: ({ dialling }) => dialling, colour: palette.ink, top: -0.34, height: 0.5, opacity: 0.75 },
              { of: ({ failing }) => failing, colour: palette.bad, top: 0.24, height: 0.14, opacity: 1 },
            ]),
            shadeSeries(timeline),
          ],
        },
      }
    },
  }
}

function label({ host, of }: Lane, width: number): string {
  return laneName(of === 1 ? host : `${host} +${of - 1}`, width)
}
