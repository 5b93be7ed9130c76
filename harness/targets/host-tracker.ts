import type { EventOf } from '../journal/events.ts'
import { type HostKind, hostKinds } from './events-schema.ts'
import type { Told } from './told-events.ts'

type HostEvent = Omit<EventOf<'host'>, 'kind'>

interface Known {
  dial: number
  /** What the newest dial has told so far. */
  readonly seen: Set<HostKind>
  ended: boolean
  /** Dials by the name that the program gives their tunnels. */
  readonly tunnels: Map<string, number>
}

/** Ends a dial. */
const ends = new Set<HostKind>(['closed', 'failed'])

/**
 * Numbers the dials of hosts whose programs do not. A dial begins with the first thing told after the end of the one before, or
 * with something that the newest dial has told already.
 */
export class HostTracker {
  readonly #hosts = new Map<string, Known>()

  /**
   * The journal's event; undefined for the end of a dial that has ended, which both sides may tell.
   * @param relay identity of the relay, where it is known
   */
  take(host: string, { kind, fields }: Told, at: number, relay?: string): HostEvent | undefined {
    if (!isHostKind(kind)) return undefined
    const known = this.#of(host)
    const dial = this.#dialOf(known, kind, fields.tunnel)
    if (dial === undefined) return undefined
    const { code, reason, error, delayMs, delayS, attempt } = fields
    const delay =
      delayMs === undefined ? (delayS === undefined ? undefined : Number(delayS) * 1_000) : Number(delayMs)
    return {
      at,
      host,
      state: kind,
      dial,
      ...(code === undefined ? {} : { code: Number(code) }),
      ...(reason === undefined ? {} : { reason }),
      ...(error === undefined ? {} : { error }),
      ...(delay === undefined ? {} : { delayMs: delay }),
      ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
      ...(relay === undefined ? {} : { relay }),
    }
  }

  #of(host: string): Known {
    const known = this.#hosts.get(host) ?? { dial: 0, seen: new Set(), ended: true, tunnels: new Map() }
    this.#hosts.set(host, known)
    return known
  }

  #dialOf(known: Known, kind: HostKind, tunnel: string | undefined): number | undefined {
    const named = tunnel === undefined ? undefined : known.tunnels.get(tunnel)
    if (named !== undefined && named !== known.dial) return named
    if (ends.has(kind)) {
      // A tunnel of a dial that is not the newest says nothing of the newest.
      if (known.ended) return undefined
      known.ended = true
    } else if (begins(known, kind)) {
      known.dial++
      known.seen.clear()
      known.ended = false
    }
    known.seen.add(kind)
    if (tunnel !== undefined) known.tunnels.set(tunnel, known.dial)
    return known.dial
  }
}

function begins({ ended, seen }: Known, kind: HostKind): boolean {
  if (kind === 'drain' || kind === 'watchdog' || kind === 'answered') return false
  if (ended || seen.has(kind)) return true
  const up = seen.has('upgraded') || seen.has('registered')
  return (kind === 'scheduled' && (up || seen.has('attempt'))) || (kind === 'attempt' && up)
}

const isHostKind = (kind: string): kind is HostKind => (hostKinds as readonly string[]).includes(kind)
