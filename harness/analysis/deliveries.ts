import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'

/** One delivery from the moment it was due to its effects; moments in ns. */
export interface Delivery {
  readonly id: string
  readonly repository: string
  readonly due: number
  /** The sender knows that it was taken. */
  readonly acknowledgedAt?: number
  /** Why the sender was told no, or nothing. */
  readonly error?: string
  /** What followed, in order. */
  readonly events: readonly EventOf<'delivery'>[]
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
    .map(({ id, host, due, ok, at, status, error }) => ({
      id: id!,
      repository: host,
      due,
      ...(ok ? { acknowledgedAt: at } : { error: error ?? `status ${status}` }),
      events: life.get(id!) ?? [],
    }))
    .sort((a, b) => a.due - b.due)
}

/**
 * First sign of the effect. A receiver that died before it could say that it had acted is believed when it later knows the
 * delivery for one that it had acted on.
 */
export function effectOf({ events }: Delivery): EventOf<'delivery'> | undefined {
  return events.find(({ state }) => state === 'effect' || state === 'duplicate')
}

/** States with which a delivery is over for the hop. */
const endings = new Set<EventOf<'delivery'>['state']>(['delivered', 'dead', 'dropped'])

/** Deliveries that the hop had taken and not ended, after each change. */
export function queueDepth(events: readonly JournalEvent[]): [at: number, depth: number][] {
  const waiting = new Set<string>()
  return eventsOf(events, 'delivery').flatMap(({ at, delivery, state }) => {
    const before = waiting.size
    if (state === 'accepted') waiting.add(delivery)
    else if (endings.has(state)) waiting.delete(delivery)
    return waiting.size === before ? [] : [[at, waiting.size] as [number, number]]
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
