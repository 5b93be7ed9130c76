import { perJournal } from '../../journal/per-journal.ts'
import { connectionNews } from '../connections.ts'

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
  for (const { client, connection = 0, becomes, at } of connectionNews(events)) {
    if (becomes === 'connected') connect(client, connection, at)
    else if (becomes === 'lost') lose(client, connection, at)
  }
  for (const [client, from] of since) absences.push({ client, from })
  return { clients: new Set(open.keys()), absences: absences.toSorted((a, b) => a.from - b.from) }
})
