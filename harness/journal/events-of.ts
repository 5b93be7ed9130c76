import type { EventKind, EventOf, JournalEvent } from './events.ts'
import { perJournal } from './per-journal.ts'
import { noteRead } from './reads.ts'

/** A journal is asked for its kinds dozens of times. */
const byKind = perJournal(
  (events): ReadonlyMap<EventKind, readonly JournalEvent[]> => Map.groupBy(events, ({ kind }) => kind),
)

/** Events of one kind, in the order of the journal. */
export function eventsOf<K extends EventKind>(
  events: readonly JournalEvent[],
  kind: K,
): readonly EventOf<K>[] {
  noteRead(kind)
  return (byKind(events).get(kind) ?? []) as readonly EventOf<K>[]
}
