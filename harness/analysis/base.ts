import { eventsOf, type JournalEvent } from '../journal/events.ts'

/** Events before the first fault was asked for: what later figures are held against. All of them when there was no fault. */
export function beforeFaults<E extends JournalEvent>(
  events: readonly JournalEvent[],
  some: readonly E[],
): E[] {
  const first = eventsOf(events, 'fault')[0]?.at ?? Infinity
  return some.filter(({ at }) => at < first)
}
