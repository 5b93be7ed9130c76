import { faultLives } from '../../analysis/faults.ts'
import { headerOf } from '../../analysis/moments.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../../journal/events.ts'
import { outageSpans } from './outages.ts'

/** Something that took time in an execution; moments in ns of its journal's clock. */
export interface ExportSpan {
  readonly kind: 'fault' | 'phase' | 'outage'
  readonly name: string
  readonly from: number
  readonly to: number
  readonly attributes: Readonly<Record<string, string | boolean>>
}

/** One execution, as exports see it. */
export interface Execution {
  readonly header: EventOf<'header'>
  readonly verdict?: EventOf<'verdict'>
  /** First and last moment. */
  readonly from: number
  readonly to: number
  readonly spans: readonly ExportSpan[]
}

/** Faults, phases and outages of clients in a journal; undefined for one without a header. */
export function executionOf(events: readonly JournalEvent[]): Execution | undefined {
  const header = headerOf(events)
  const last = events.at(-1)
  if (!header || !last) return undefined
  const [from, to] = [header.at, last.at]
  const verdict = eventsOf(events, 'verdict').at(-1)
  return {
    header,
    ...(verdict && { verdict }),
    from,
    to,
    spans: [...faults(events, to), ...phases(events, to), ...outageSpans(events, to)],
  }
}

function faults(events: readonly JournalEvent[], end: number): ExportSpan[] {
  return faultLives(events).map(({ id, fault, target, detail, onset, endedAt, observedAt }) => ({
    kind: 'fault',
    name: `${fault} ${target}`,
    from: onset,
    to: Math.max(onset, Math.min(endedAt ?? end, end)),
    attributes: { id, fault, target, detail, observed: observedAt !== undefined },
  }))
}

function phases(events: readonly JournalEvent[], end: number): ExportSpan[] {
  const all = eventsOf(events, 'phase')
  return all.map(({ phase, at }, i) => ({
    kind: 'phase',
    name: phase,
    from: at,
    to: all[i + 1]?.at ?? end,
    attributes: { phase },
  }))
}
