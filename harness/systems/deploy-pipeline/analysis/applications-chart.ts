import {
  axisOf,
  type Drawing,
  faultShades,
  lanesSheet,
  palette,
  type Timeline,
} from '../../../definitions.ts'
import type { VmLane } from './vm-lanes.ts'

const LANE = 22

/** Colours of applications, also for the legend beside the chart. */
export const applicationColours = { first: 'accent', retry: 'warn', again: 'bad' } as const

/** One lane per VM, a bar for each time that it was given a change set; what a retry brought is marked. */
export function applicationsDrawing(lanes: readonly VmLane[], timeline: Timeline): Drawing {
  const again = lanes.reduce((sum, lane) => sum + lane.again.length, 0)
  const look = { top: -0.36, height: 0.72, opacity: 0.75 }
  return {
    title: 'Change sets applied, by VM',
    description: `${lanes.length} lanes on the time axis of the timeline. A bar: a change set being applied. ${again} bars are of a change set that the VM had been given before.`,
    time: {
      ...axisOf(timeline),
      kinds: { accent: 'first time', warn: 'first time, on a retry', bad: 'again' },
    },
    at: (width) =>
      lanesSheet(
        {
          lanes,
          nameOf: ({ vm }) => vm,
          height: LANE,
          span: axisOf(timeline),
          behind: ({ frame, time }) => faultShades(timeline, { frame, x: time.at }),
          kinds: (['first', 'retry', 'again'] as const).map((kind) => ({
            of: (lane: VmLane) => lane[kind],
            colour: palette[applicationColours[kind]],
            ...look,
          })),
        },
        width,
      ),
  }
}
