import type { z } from 'zod'
import type { EventSchema } from './event-kinds.ts'
import type { EventKind, EventOf, JournalEvent } from './events.ts'
import { perJournal } from './per-journal.ts'
import { noteRead } from './reads.ts'

/** A journal is asked for its kinds dozens of times. */
const byKind = perJournal(
  (events): ReadonlyMap<EventKind, readonly JournalEvent[]> => Map.groupBy(events, ({ kind }) => kind),
)

/** Events of one kind, in the order of the journal. @param kind its name, or what `defineEvent` gave */
export function eventsOf<K extends EventKind>(events: readonly JournalEvent[], kind: K): readonly EventOf<K>[]
export function eventsOf<K extends string, Fields extends z.ZodRawShape>(
  events: readonly JournalEvent[],
  kind: EventSchema<K, Fields>,
): readonly z.output<EventSchema<K, Fields>>[]
export function eventsOf(
  events: readonly JournalEvent[],
  kind: EventKind | EventSchema<string, z.ZodRawShape>,
): readonly unknown[] {
  const name = (typeof kind === 'string' ? kind : kind.shape.kind.value) as EventKind
  noteRead(name)
  return byKind(events).get(name) ?? []
}
