import { type EventOf, eventsOf, type JournalEvent } from '../../journal/events.ts'
import { operations } from './operations.ts'

/** New moments of events, ns. */
export type Moved = Map<JournalEvent, number>

/** A journal whose system took longer, and what became of a moment up to which its checks looked. */
export interface Slower {
  readonly events: readonly JournalEvent[]
  until(moment: number): number
}

/**
 * The journal of a system whose every operation took longer by `share` of itself: requests, reconnects of hosts and clients, stops of
 * services, the deliveries after an outage, the pauses that hosts decide on. When they began, when faults acted and when probes were due stays. What the
 * harness did at the end comes later by as much as the longest of them.
 */
export function slower(events: readonly JournalEvent[], share: number): Slower {
  if (share === 0) return { events, until: (moment) => moment }
  const moved: Moved = new Map()
  const end = eventsOf(events, 'phase').find(({ phase }) => phase === 'verify')?.at ?? Infinity
  const ran = events.filter(({ at }) => at < end)
  for (const move of operations) move(ran, share, moved)
  const later = [...moved].reduce((most, [{ at }, to]) => Math.max(most, to - at), 0)
  for (const event of events) if (event.at >= end) moved.set(event, event.at + later)
  const steps = [...moved].filter(([{ kind }]) => kind !== 'probe').sort(([a], [b]) => a.at - b.at)
  return {
    events: events.map((event) => slowed(event, moved.get(event), share)).sort((a, b) => a.at - b.at),
    until: (moment) =>
      steps.reduce((most, [{ at }, to]) => (at <= moment ? Math.max(most, to) : most), moment),
  }
}

function slowed(event: JournalEvent, at: number | undefined, share: number): JournalEvent {
  if (at === undefined) return event
  const { delayMs } = event as EventOf<'host'>
  const longer = event.kind === 'host' && delayMs !== undefined ? { delayMs: delayMs * (1 + share) } : {}
  return { ...event, at, ...longer } as JournalEvent
}
