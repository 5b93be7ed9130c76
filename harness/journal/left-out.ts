import type { EventKind, JournalEvent } from './events.ts'
import { withReads } from './reads.ts'

/** How many events of which kinds a reader left out of a journal that does not fit into memory. */
export type LeftOut = ReadonlyMap<EventKind, number>

/** By the header, which every slice of a journal has. */
const known = new WeakMap<JournalEvent, LeftOut>()

const headerIn = (events: readonly JournalEvent[]) => events.find(({ kind }) => kind === 'header')

/** Notes that these events are not all of their journal. */
export function noteLeftOut(events: readonly JournalEvent[], leftOut: LeftOut): void {
  const header = headerIn(events)
  if (header && leftOut.size > 0) known.set(header, leftOut)
}

/** undefined for a journal that is whole. */
export function leftOutOf(events: readonly JournalEvent[]): LeftOut | undefined {
  const header = headerIn(events)
  return header && known.get(header)
}

/** `1,682,458 probe events`; the most numerous first. */
export function leftOutText(leftOut: LeftOut): string {
  const sorted = [...leftOut].sort(([, a], [, b]) => b - a)
  return `${sorted.map(([kind, count]) => `${count.toLocaleString('en')} ${kind}`).join(', ')} events`
}

/** What `compute` makes of the events; undefined where it asks for some that were left out, as that would be made of a part of them. */
export function unlessLeftOut<T>(events: readonly JournalEvent[], compute: () => T): T | undefined {
  const leftOut = leftOutOf(events)
  if (!leftOut) return compute()
  const { value, reads } = withReads(compute)
  return [...reads].some((kind) => leftOut.has(kind)) ? undefined : value
}
