import type { JournalEvent } from './events.ts'

type Events = readonly JournalEvent[]

/** `compute`, once for each journal however often it is asked; a journal that has grown since is computed again. */
export function perJournal<T>(compute: (events: Events) => T): (events: Events) => T {
  const known = new WeakMap<Events, { readonly length: number; readonly value: T }>()
  return (events) => {
    const before = known.get(events)
    if (before?.length === events.length) return before.value
    const value = compute(events)
    known.set(events, { length: events.length, value })
    return value
  }
}
