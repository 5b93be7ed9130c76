import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import type { Moved } from './slower.ts'

/** Moves the ends of one kind of operation away from their beginnings. */
type Move = (events: readonly JournalEvent[], share: number, moved: Moved) => void

const stretch = (from: number, at: number, share: number) => from + (at - from) * (1 + share)

const requests: Move = (events, share, moved) => {
  for (const probe of eventsOf(events, 'probe')) moved.set(probe, stretch(probe.due, probe.at, share))
}

const stops: Move = (events, share, moved) => {
  const services = Map.groupBy(
    eventsOf(events, 'service'),
    ({ service, incarnation }) => `${service} ${incarnation}`,
  )
  for (const own of services.values()) {
    const signalled = own.find(({ state }) => state === 'signalled')
    const exited = own.findLast(({ state }) => state === 'exited')
    if (signalled && exited) moved.set(exited, stretch(signalled.at, exited.at, share))
  }
}

const clients: Move = (events, share, moved) => {
  for (const own of Map.groupBy(eventsOf(events, 'client'), ({ client }) => client).values()) {
    let lost: number | undefined
    for (const event of own) {
      if (event.state === 'lost') lost ??= event.at
      if (event.state !== 'connected') continue
      if (lost !== undefined) moved.set(event, stretch(lost, event.at, share))
      lost = undefined
    }
  }
}

/** From the loss of a tunnel, or from when somebody accepts again, to the next that is registered. */
const hosts: Move = (events, share, moved) => {
  const accepting = eventsOf(events, 'service').filter(({ state }) => state === 'accepting')
  for (const own of Map.groupBy(eventsOf(events, 'host'), ({ host }) => host).values()) {
    let lost: number | undefined
    let away: typeof own = []
    for (const event of own) {
      if (event.state === 'drain' || event.state === 'closed') lost ??= event.at
      if (lost === undefined) continue
      away.push(event)
      if (event.state !== 'registered') continue
      const since = accepting.findLast(({ at }) => at > lost! && at < event.at)?.at ?? lost
      for (const one of away) if (one.at > since) moved.set(one, stretch(since, one.at, share))
      ;[lost, away] = [undefined, []]
    }
  }
}

/** Of the time after the last fault was healed: the backlog. */
const deliveries: Move = (events, share, moved) => {
  const healed = eventsOf(events, 'fault').findLast(({ state }) => state === 'healed')?.at
  if (healed === undefined) return
  for (const event of events)
    if ((event.kind === 'delivery' || event.kind === 'answered') && event.at > healed)
      moved.set(event, stretch(healed, event.at, share))
}

export const operations: readonly Move[] = [requests, stops, clients, hosts, deliveries]
