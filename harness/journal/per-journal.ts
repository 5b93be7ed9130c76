import type { EventKind, JournalEvent } from './events.ts'
import { noteRead, withReads } from './reads.ts'

type Events = readonly JournalEvent[]

interface Known<T> {
  readonly length: number
  readonly value: T
  /** Whoever is given a value that is known already has still read what it was made of. */
  readonly reads: ReadonlySet<EventKind>
}

/** `compute`, once for each journal however often it is asked; a journal that has grown since is computed again. */
export function perJournal<T>(compute: (events: Events) => T): (events: Events) => T {
  const journals = new WeakMap<Events, Known<T>>()
  return (events) => {
    const known = journals.get(events)
    if (known?.length === events.length) {
      for (const kind of known.reads) noteRead(kind)
      return known.value
    }
    const made = withReads(() => compute(events))
    journals.set(events, { length: events.length, ...made })
    return made.value
  }
}
