import {
  type Drawing,
  greatest,
  lanesSheet,
  palette,
  type Span,
  thinSorted,
  upright,
} from '../../../definitions.ts'
import { type Breakdown, type HostBreakdown, type Stage, stages } from './breakdown.ts'

export const stageColours: Record<Stage, keyof typeof palette> = {
  detect: 'stage1',
  wait: 'stage2',
  dial: 'stage3',
  upgrade: 'stage4',
  register: 'stage5',
  answer: 'stage6',
}

const stageNames = Object.fromEntries(stages.map((stage) => [stageColours[stage], stage]))
const BAR = 15
const BARS_MAX = 50

/** A stacked bar per host: where the time of its reconnect went, the fastest first. */
export function breakdownDrawing({ hosts }: Breakdown): Drawing {
  const shown = barsOf(hosts)
  const longest = greatest(
    shown.map(({ totalMs }) => totalMs!),
    1,
  )
  const span = { from: 0, to: longest * 1.02 }
  return {
    title: 'Where the time of each reconnect went',
    description: `Stacked bars of ${shown.length} hosts from the fault to the first answered request; the table beside it has the numbers.`,
    time: { ...span, kinds: stageNames },
    at: (width) =>
      lanesSheet(
        {
          lanes: shown,
          nameOf: ({ host }) => host,
          height: BAR,
          span,
          behind: ({ frame, time }) => upright(time, frame),
          kinds: stages.map((stage) => ({
            of: (host: HostBreakdown) => spanOf(host, stage),
            colour: palette[stageColours[stage]],
            ...{ top: -0.3, height: 0.6, opacity: 1 },
          })),
        },
        width,
      ),
  }
}

/** Where a stage stands in its host's bar; nothing for one that took no time. */
function spanOf({ stages: took }: HostBreakdown, stage: Stage): Span[] {
  const before = stages.slice(0, stages.indexOf(stage))
  const from = before.reduce((sum, earlier) => sum + (took[earlier] ?? 0), 0)
  const ms = took[stage] ?? 0
  return ms > 0 ? [{ from, to: from + ms }] : []
}

/** Hosts that came back, at most 50 evenly by rank. */
function barsOf(hosts: readonly HostBreakdown[]): HostBreakdown[] {
  const back = hosts.filter(({ totalMs }) => totalMs !== null).sort((a, b) => a.totalMs! - b.totalMs!)
  return thinSorted(back, BARS_MAX)
}
