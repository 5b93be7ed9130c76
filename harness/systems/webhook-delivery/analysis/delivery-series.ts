import { eventsOf, type JournalEvent, NS_PER_MS, type Steps } from '../../../definitions.ts'
import { deliveriesDue, queueDepth } from './deliveries.ts'

/** A delivery by the moment at which it was due, ms after the timeline's zero. */
export interface Acknowledged {
  readonly ms: number
  /** Until it was acknowledged; null: never. */
  readonly afterMs: number | null
}

export interface DeliverySeries {
  /** Deliveries that the hop had taken and not ended; empty where there was no hop. */
  readonly depth: Steps
  readonly acknowledged: readonly Acknowledged[]
}

/** What became of deliveries over time; undefined for a journal without any. */
export function deliverySeries(events: readonly JournalEvent[], zero: number): DeliverySeries | undefined {
  if (eventsOf(events, 'delivery').length === 0) return undefined
  const rel = (at: number) => (at - zero) / NS_PER_MS
  const all = { since: 0, until: Number.POSITIVE_INFINITY }
  return {
    depth: queueDepth(events).map(([at, depth]) => [rel(at), depth] as const),
    acknowledged: deliveriesDue(events, all).map(({ due, acknowledgedAt }) => ({
      ms: rel(due),
      afterMs: acknowledgedAt === undefined ? null : (acknowledgedAt - due) / NS_PER_MS,
    })),
  }
}
