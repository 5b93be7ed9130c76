import { eventsOf, type JournalEvent } from '../../../definitions.ts'

/** Every host that the journal knows, in order of appearance. */
export function hostNames(events: readonly JournalEvent[]): string[] {
  return [...new Set(eventsOf(events, 'host').map(({ host }) => host))]
}
