import { defineTraits, eventsOf } from '../../../definitions.ts'

/** On which relay a host was, in which region, how often it dialled after the fault, and how early. */
defineTraits('host', (events, set) => {
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
})

const quarters = [
  'in the first quarter',
  'in the second quarter',
  'in the third quarter',
  'in the last quarter',
]

const quarter = (place: number, of: number) => quarters[Math.floor((place / of) * quarters.length)]!
