import { eventsOf, type JournalEvent } from '../../journal/events.ts'
import { perJournal } from '../../journal/per-journal.ts'

/** A stretch of time in which a client had no connection, monotonic ns. */
export interface Absence {
  readonly client: string
  readonly from: number
  /** Absent: it never came back. */
  readonly to?: number
}

interface Connections {
  /** Every client that was connected at some time. */
  readonly clients: ReadonlySet<string>
  readonly absences: readonly Absence[]
}

/** Connections of all clients that a journal tells of, whatever kind they are: clients, hosts with tunnels, readers of streams. */
export const connectionsOf = perJournal((events): Connections => {
  const open = new Map<string, Set<unknown>>()
  const since = new Map<string, number>()
  const absences: Absence[] = []
  const connect = (client: string, connection: unknown, at: number) => {
    const own = open.get(client) ?? new Set()
    const from = since.get(client)
    if (from !== undefined) absences.push({ client, from, to: at })
    since.delete(client)
    open.set(client, own.add(connection))
  }
  const lose = (client: string, connection: unknown, at: number) => {
    const own = open.get(client)
    if (!own?.delete(connection) || own.size > 0) return
    since.set(client, at)
  }
  for (const event of connectionEvents(events)) {
    const [client, connection] = whoseOf(event)
    if (isConnect(event)) connect(client, connection, event.at)
    else if (isLoss(event)) lose(client, connection, event.at)
  }
  for (const [client, from] of since) absences.push({ client, from })
  return { clients: new Set(open.keys()), absences: absences.toSorted((a, b) => a.from - b.from) }
})

type ConnectionEvent = Extract<JournalEvent, { kind: 'client' | 'host' | 'stream' }>

/** Each kind is in order of time, and a client is of one kind. */
const connectionEvents = (events: readonly JournalEvent[]): ConnectionEvent[] => [
  ...eventsOf(events, 'client'),
  ...eventsOf(events, 'host'),
  ...eventsOf(events, 'stream'),
]

function whoseOf(event: ConnectionEvent): readonly [client: string, connection: unknown] {
  if (event.kind === 'client') return [event.client, 0]
  return event.kind === 'host' ? [event.host, event.dial] : [event.stream, 0]
}

const isConnect = (event: ConnectionEvent): boolean =>
  event.state === 'connected' || event.state === 'registered' || event.state === 'answered'

/** A stream that its other side ended whole, or that its client left, was not taken from anybody. */
const isLoss = (event: ConnectionEvent): boolean =>
  event.state === 'lost' || event.state === 'closed' || (event.kind === 'stream' && event.state === 'failed')
