import type { z } from 'zod'
import type { EventSchema } from '../journal/event-kinds.ts'
import { type EventKind, type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { Registry } from '../registry.ts'

/** What an event says of a client of the system: somebody who has a connection to it, and may lose it. */
export interface ConnectionNews {
  readonly client: string
  /** Which of its connections, where it may have several at a time. */
  readonly connection?: number | string
  /** Left out where the connection stays as it was. */
  readonly becomes?: 'connected' | 'lost'
  /** Trouble that the client itself saw, in words: `closed, code 1006`. */
  readonly trouble?: string
}

type Read = (event: JournalEvent) => ConnectionNews

const registry = new Registry<Read>('connections')

/**
 * Says what events of a kind tell of connections: how many clients lost theirs, for how long, and who noticed a fault is made of it.
 * @param kind its name, or what `defineEvent` gave; each client's events of it are in order of time
 * @throws UsageError when another file says so of this kind
 */
export function defineConnections<K extends EventKind>(
  kind: K,
  read: (event: EventOf<K>) => ConnectionNews,
): void
export function defineConnections<K extends string, Fields extends z.ZodRawShape>(
  kind: EventSchema<K, Fields>,
  read: (event: z.output<EventSchema<K, Fields>>) => ConnectionNews,
): void
export function defineConnections(
  kind: EventKind | EventSchema<string, z.ZodRawShape>,
  read: (event: never) => ConnectionNews,
): void {
  registry.add(typeof kind === 'string' ? kind : kind.shape.kind.value, read as unknown as Read)
}

defineConnections('client', ({ client, state }) => ({ client, becomes: state }))

/** A stream that its other side ended whole, or that its client left, was not taken from anybody. */
defineConnections('stream', ({ stream, state, error }) => ({
  client: stream,
  ...(state === 'answered' && { becomes: 'connected' }),
  ...(state === 'failed' && { becomes: 'lost', trouble: error ?? 'broke' }),
}))

/** All that a journal tells of connections, kind by kind, each in the order of the journal. */
export const connectionNews = (
  events: readonly JournalEvent[],
): readonly (ConnectionNews & { readonly at: number })[] =>
  registry.names().flatMap((kind) => {
    const read = registry.get(kind)!
    return eventsOf(events, kind as EventKind).map((event) => ({ ...read(event), at: event.at }))
  })
