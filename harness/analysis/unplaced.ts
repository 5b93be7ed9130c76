import { eventsOf, type JournalEvent } from '../journal/events.ts'

/** Events of one kind that a target told and that belong to no dial of a host. */
export interface Unplaced {
  /** `closed`, as in the configuration. */
  readonly state: string
  readonly count: number
  /** Of the first of them. */
  readonly reason: string
}

/** What a target told and nobody could place, by kind, most first. */
export function unplacedOf(events: readonly JournalEvent[]): Unplaced[] {
  return [...Map.groupBy(eventsOf(events, 'unplaced'), ({ state }) => state)]
    .map(([state, all]) => ({ state, count: all.length, reason: all[0]!.reason }))
    .sort((a, b) => b.count - a.count)
}
