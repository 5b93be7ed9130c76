import type { Lane } from '../../analysis/lanes.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { axisBelow, axisOf, BELOW, timeAxis } from './axis.ts'
import { lanesLayout } from './lanes.ts'
import { faultShades, spans } from './spans.ts'
import { type Drawing, palette } from './svg.ts'

const LANE = 15

/** One lane per host: connected (bar), dialling (tick), probes failing (thin line below). */
export function lanesDrawing(lanes: readonly Lane[], timeline: Timeline): Drawing {
  const bar = { top: -0.34, height: 0.5 }
  return {
    title: 'Every host',
    description: `${lanes.length} lanes on the time axis of the timeline. A bar: tunnel registered. A darker tick: dialling. A thin red line: probes failing.`,
    time: {
      ...axisOf(timeline),
      kinds: { accent: 'tunnel registered', ink: 'dialling', bad: 'probes failing' },
    },
    at: (width) => {
      const { frame, names, ...places } = lanesLayout(lanes.map(nameOf), LANE, width)
      const { left, right, bottom } = frame
      const time = timeAxis(axisOf(timeline), { left, right, width })
      const bars = spans(
        lanes,
        [
          { of: ({ connected }) => connected, colour: palette.accent, ...bar, opacity: 0.55 },
          { of: ({ dialling }) => dialling, colour: palette.ink, ...bar, opacity: 0.75 },
          { of: ({ failing }) => failing, colour: palette.bad, top: 0.24, height: 0.14, opacity: 1 },
        ],
        { ...places, x: time.at },
      )
      return {
        height: bottom + BELOW,
        across: [left, right],
        marks: names + axisBelow(time, frame) + faultShades(timeline, { frame, x: time.at }) + bars,
      }
    },
  }
}

function nameOf({ host, of }: Lane): string {
  return of === 1 ? host : `${host} +${of - 1}`
}
