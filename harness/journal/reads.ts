import type { EventKind } from './events.ts'

/** Kinds that the computation under way has asked for. */
let reading: Set<EventKind> | undefined

/** Somebody was given all events of this kind. */
export function noteRead(kind: EventKind): void {
  reading?.add(kind)
}

/** What `compute` gives, and the kinds of events that it (and what it calls) asked for. */
export function withReads<T>(compute: () => T): {
  readonly value: T
  readonly reads: ReadonlySet<EventKind>
} {
  const outer = reading
  const own = new Set<EventKind>()
  reading = own
  try {
    return { value: compute(), reads: own }
  } finally {
    reading = outer
    for (const kind of own) noteRead(kind)
  }
}
