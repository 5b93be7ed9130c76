import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { perJournal } from '../../journal/per-journal.ts'
import { Registry } from '../../registry.ts'

/** What a journal says of a client, by the name of the trait. */
export type Traits = ReadonlyMap<string, string>

/** Says what a journal tells of clients, each trait by `set`. */
export type FindTraits = (
  events: readonly JournalEvent[],
  set: (client: string, trait: string, value: string) => void,
) => void

const registry = new Registry<FindTraits>('traits')

/**
 * Defines traits of clients that may tell why some of them were worse off than others: where those beyond a limit have one more often
 * than chance explains, the report says so.
 * @param name of what they are found in: a kind of event
 * @throws UsageError when another file defines traits of this name
 */
export function defineTraits(name: string, find: FindTraits): void {
  registry.add(name, find)
}

defineTraits('client', (events, set) => {
  for (const { client, service } of eventsOf(events, 'client')) set(client, 'service', service)
})

defineTraits('stream', (events, set) => {
  for (const { stream, path } of eventsOf(events, 'stream')) set(stream, 'path', path)
})

/** Traits of each client that a journal knows. */
export const traitsOf = perJournal((events): ReadonlyMap<string, Traits> => {
  const found = new Map<string, Map<string, string>>()
  const set = (who: string, trait: string, value: string) => {
    const own = found.get(who) ?? new Map<string, string>()
    found.set(who, own.set(trait, value))
  }
  for (const find of registry.all()) find(events, set)
  return found
})
