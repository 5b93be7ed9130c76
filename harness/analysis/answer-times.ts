import type { EventOf, JournalEvent } from '../journal/events.ts'
import { gapsMs } from './blind.ts'
import { msBetween } from './moments.ts'
import { failureText, gaveUp } from './probe-failure.ts'
import { probesDue } from './probes-due.ts'
import type { Timed } from './stat.ts'

type Probe = EventOf<'probe'>

export interface AnswerTimes {
  readonly times: readonly Timed[]
  /** One for each probe that was due and of which nothing is known (`statOf`). */
  readonly gapsMs: readonly number[]
  /** From the beginning of the window to the last answer, ns. */
  readonly span: readonly [from: number, to: number]
}

interface Window {
  readonly from: number
  readonly to: number
  readonly hosts?: readonly string[] | undefined
  readonly probe?: string | undefined
}

/**
 * From the moment at which each probe of the window was due to its answer, ms; none is left out. One that was sent late took as long
 * at least as it was under way: the rest may be the prober's own doing.
 * @param answered what counts as an answer; anything else is never, and undecided where the prober gave up waiting
 */
export function answerTimes(
  events: readonly JournalEvent[],
  window: Window,
  answered: (probe: Probe) => boolean,
): AnswerTimes {
  const probes = probesDue(events, window)
  const times = probes.map((probe): Timed => {
    const { host, due, sent, at } = probe
    const time = { host, at: due, note: failureText(probe) }
    const underWay = { leastMs: msBetween(sent, at) }
    if (answered(probe)) return { ...time, ms: msBetween(due, at), ...(sent > due && underWay) }
    return { ...time, ms: null, ...(gaveUp(probe) && underWay) }
  })
  const last = probes.reduce((max, { at }) => Math.max(max, at), window.from)
  return { times, gapsMs: gapsMs(events, window), span: [window.from, last] }
}
