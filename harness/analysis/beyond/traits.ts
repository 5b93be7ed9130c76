import { eventsOf } from '../../journal/events.ts'
import { perJournal } from '../../journal/per-journal.ts'

/** What a journal says of a client, by the name of the trait. */
export type Traits = ReadonlyMap<string, string>

/** Traits of each client that a journal knows, of those that may tell why some of them were worse off than others. */
export const traitsOf = perJournal((events): ReadonlyMap<string, Traits> => {
  const found = new Map<string, Map<string, string>>()
  const set = (who: string, trait: string, value: string) => {
    const own = found.get(who) ?? new Map<string, string>()
    found.set(who, own.set(trait, value))
  }
  const from = eventsOf(events, 'fault')[0]?.at ?? Infinity
  const dials = new Map<string, number>()
  const order = new Map<string, number>()
  for (const { host, state, relay, at } of eventsOf(events, 'host')) {
    if (state === 'registered' && relay !== undefined) {
      const when = at < from ? 'before the fault' : 'after the fault'
      set(host, `relay ${when}`, relay)
      const region = relay.split(':')[0]!
      if (region !== relay) set(host, `region ${when}`, region)
    }
    if (state !== 'attempt' || at < from) continue
    dials.set(host, (dials.get(host) ?? 0) + 1)
    if (!order.has(host)) order.set(host, order.size)
  }
  for (const [host, count] of dials) set(host, 'dials', count > 3 ? '4 or more' : String(count))
  for (const [host, place] of order) set(host, 'first dial', quarter(place, order.size))
  for (const { client, service } of eventsOf(events, 'client')) set(client, 'service', service)
  for (const { stream, path } of eventsOf(events, 'stream')) set(stream, 'path', path)
  return found
})

const quarters = [
  'in the first quarter',
  'in the second quarter',
  'in the third quarter',
  'in the last quarter',
]

const quarter = (place: number, of: number) => quarters[Math.floor((place / of) * quarters.length)]!
