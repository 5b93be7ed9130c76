import { type EventOf, eventsOf, type JournalEvent, knownOf } from '../../../definitions.ts'

/** One delivery from the moment it was due to its effects; moments in ns. */
export interface Delivery {
  readonly id: string
  readonly repository: string
  readonly due: number
  /** The sender knows that it was taken. */
  readonly acknowledgedAt?: number
  /** Why the sender was told no, or nothing. */
  readonly error?: string
  /** Of what was sent with it. */
  readonly digest?: string
  /** What followed, in order. */
  readonly events: readonly EventOf<'delivery'>[]
}

/** One entry of a store, with its place in it. */
export interface Stored {
  readonly place: number
  readonly id: string
  readonly digest?: string
  readonly reason?: string
}

/**
 * What a store had when it was last read, by delivery, in its own order. A log says what somebody meant to do; only the store says what
 * came of it, whoever was killed in between. undefined: it was never read.
 * @param after take the first read from this moment (ns) on, where there is one
 */
export function storedIn(
  events: readonly JournalEvent[],
  store: EventOf<'store-read'>['store'],
  after = Infinity,
): ReadonlyMap<string, readonly Stored[]> | undefined {
  const reads = eventsOf(events, 'store-read').filter((event) => event.store === store)
  const read = reads.find(({ at }) => at >= after) ?? reads.at(-1)
  return (
    read &&
    Map.groupBy(
      read.entries.map(({ id, digest, reason }, place) => ({
        place,
        id,
        ...(digest !== undefined && { digest }),
        ...(reason !== undefined && { reason }),
      })),
      ({ id }) => id,
    )
  )
}

export interface DueWindow {
  readonly since: number
  readonly until: number
}

/** Every delivery that was due in the window, in the order of the moments at which they were. */
export function deliveriesDue(events: readonly JournalEvent[], { since, until }: DueWindow): Delivery[] {
  const life = Map.groupBy(eventsOf(events, 'delivery'), ({ delivery }) => delivery)
  return eventsOf(events, 'probe')
    .filter(({ id, due }) => id !== undefined && due >= since && due <= until)
    .map(({ id, host, due, ok, at, status, error, digest }) => ({
      id: id!,
      repository: host,
      due,
      ...(digest !== undefined && { digest }),
      ...(ok ? { acknowledgedAt: at } : { error: error ?? `status ${status}` }),
      events: life.get(id!) ?? [],
    }))
    .sort((a, b) => a.due - b.due)
}

/** States with which a delivery is over for the hop. */
const endings = new Set<EventOf<'delivery'>['state']>(['delivered', 'dead', 'dropped'])

/** The service whose deliveries are counted. */
export const HOP = 'hop'

/** Whether the hop of a journal names what it finds in its queue when it starts. */
const tellsKept = (events: readonly JournalEvent[]) => !knownOf(events).notReported?.includes('kept')

/** What waits, for a journal. */
export const waitingOf = (events: readonly JournalEvent[]) => new Waiting({ tellsKept: tellsKept(events) })

/**
 * Deliveries that the hop has taken and not ended, kept up event by event. A hop that is killed may have ended a delivery and not
 * said so; what its next life does not find in the queue when it starts does not wait any more. Of a hop that does not name what it finds, what took effect
 * waits no more.
 */
export class Waiting {
  readonly #tellsKept: boolean
  readonly #ids = new Set<string>()
  /** Those of a former life that the present one has not found so far. */
  #doubtful = new Set<string>()

  constructor({ tellsKept }: { readonly tellsKept: boolean } = { tellsKept: true }) {
    this.#tellsKept = tellsKept
  }

  get size(): number {
    return this.#ids.size
  }

  get ids(): Iterable<string> {
    return this.#ids
  }

  take(event: JournalEvent): void {
    if (event.kind === 'delivery') this.#takeDelivery(event)
    else if (this.#tellsKept && event.kind === 'service' && event.service === HOP) {
      // Not with its next start: a container's first lines may be read before its start has been confirmed.
      if (event.state === 'exited') this.#doubtful = new Set(this.#ids)
      if (event.state !== 'ready') return
      for (const id of this.#doubtful) this.#ids.delete(id)
      this.#doubtful.clear()
    }
  }

  #takeDelivery({ delivery, state }: EventOf<'delivery'>): void {
    if (endings.has(state) || (!this.#tellsKept && state === 'effect')) this.#ids.delete(delivery)
    if (state !== 'accepted' && state !== 'kept') return
    this.#ids.add(delivery)
    this.#doubtful.delete(delivery)
  }
}

/** Deliveries that the hop had taken and not ended, after each change. */
export function queueDepth(events: readonly JournalEvent[]): [at: number, depth: number][] {
  const waiting = waitingOf(events)
  return events.flatMap((event) => {
    const before = waiting.size
    waiting.take(event)
    return waiting.size === before ? [] : [[event.at, waiting.size] as [number, number]]
  })
}

/** Deliveries of which an attempt was under way, after each change. None is in a hop that has ended. */
export function openDeliveries(
  events: readonly JournalEvent[],
  hop: string,
): { readonly at: number; readonly open: number; readonly ended: boolean; readonly before: number }[] {
  const open = new Set<string>()
  return events.flatMap((event) => {
    const before = open.size
    const ended = event.kind === 'service' && event.service === hop && event.state === 'exited'
    if (ended) open.clear()
    else if (event.kind !== 'delivery') return []
    else if (event.state === 'attempt') open.add(event.delivery)
    else if (event.state === 'failed' || endings.has(event.state)) open.delete(event.delivery)
    else return []
    return { at: event.at, open: open.size, ended, before }
  })
}
