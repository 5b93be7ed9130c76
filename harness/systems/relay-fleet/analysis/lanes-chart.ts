import {
  axisOf,
  type Drawing,
  faultShades,
  lanesSheet,
  palette,
  type Timeline,
} from '../../../definitions.ts'
import type { Lane } from './lanes.ts'

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
    at: (width) =>
      lanesSheet(
        {
          lanes,
          nameOf,
          height: LANE,
          span: axisOf(timeline),
          behind: ({ frame, time }) => faultShades(timeline, { frame, x: time.at }),
          kinds: [
            { of: ({ connected }) => connected, colour: palette.accent, ...bar, opacity: 0.55 },
            { of: ({ dialling }) => dialling, colour: palette.ink, ...bar, opacity: 0.75 },
            { of: ({ failing }) => failing, colour: palette.bad, top: 0.24, height: 0.14, opacity: 1 },
          ],
        },
        width,
      ),
  }
}

function nameOf({ host, of }: Lane): string {
  return of === 1 ? host : `${host} +${of - 1}`
}
