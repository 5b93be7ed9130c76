import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'

/** One look at a service's sockets, ms after the timeline's zero. The three kinds add up to its descriptors. */
export interface SocketPoint {
  readonly ms: number
  readonly established: number
  readonly closeWait: number
  /** Files, listening sockets, and connections that are dead but not closed. */
  readonly other: number
  readonly acceptQueue: number
}

export interface SocketSeries {
  readonly service: string
  /** RLIMIT_NOFILE; undefined where the journal does not tell. */
  readonly descriptorLimit?: number
  readonly points: readonly SocketPoint[]
}

/** What the looks at each service's sockets saw in [from, to], ms after `zero` (ns). None where nobody looked. */
export function socketSeries(
  events: readonly JournalEvent[],
  { zero, from, to }: { zero: number; from: number; to: number },
): SocketSeries[] {
  const looks = Map.groupBy(eventsOf(events, 'sockets'), ({ service }) => service)
  return [...looks].map(([service, own]) => {
    const descriptorLimit = own[0]?.descriptorLimit
    const points = own.map(({ at, states, descriptors, acceptQueue = 0 }) => {
      const { ESTABLISHED: established = 0, CLOSE_WAIT: closeWait = 0 } = states
      // Sockets and descriptors are read one after the other; a connection that came in between is in one of them only.
      const other = Math.max(0, descriptors - established - closeWait)
      return { ms: (at - zero) / NS_PER_MS, established, closeWait, other, acceptQueue }
    })
    return {
      service,
      ...(descriptorLimit !== undefined && { descriptorLimit }),
      points: points.filter(({ ms }) => ms >= from && ms <= to),
    }
  })
}
