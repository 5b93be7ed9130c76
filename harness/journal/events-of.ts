import type { EventKind, EventOf, JournalEvent } from './events.ts'

interface Index {
  readonly length: number
  readonly kinds: ReadonlyMap<EventKind, readonly JournalEvent[]>
}

/** A journal is asked for its kinds dozens of times; a growing one is indexed again. */
const indexes = new WeakMap<readonly JournalEvent[], Index>()

/** Events of one kind, in the order of the journal. */
export function eventsOf<K extends EventKind>(
  events: readonly JournalEvent[],
  kind: K,
): readonly EventOf<K>[] {
  let index = indexes.get(events)
  if (index?.length !== events.length) {
    index = { length: events.length, kinds: Map.groupBy(events, (event) => event.kind) }
    indexes.set(events, index)
  }
  return (index.kinds.get(kind) ?? []) as readonly EventOf<K>[]
}
