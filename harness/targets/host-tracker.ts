import type { EventOf } from '../journal/events.ts'
import { type HostKind, hostKinds } from './events-schema.ts'
import type { Told } from './told-events.ts'

type HostEvent = Omit<EventOf<'host'>, 'kind'>

interface Dial {
  readonly number: number
  /** What the program calls its tunnel, where it gives it a name. */
  readonly tunnel: string | undefined
  /** What was told of it so far. */
  readonly seen: Set<HostKind>
}

/**
 * Numbers the dials of hosts whose programs do not. A dial begins with something that the newest dial has told already, or that comes
 * before what it has told. A host may dial again before its old tunnel has ended; where a program tells which tunnel it means
 * (capture `tunnel`), that is taken; else what ends is the tunnel that was told to drain, or the one that is up.
 */
export class HostTracker {
  readonly #dials = new Map<string, Dial[]>()
  readonly #counts = new Map<string, number>()

  /**
   * The journal's event; undefined for an end of nothing, as when both sides tell of the same end.
   * @param relay identity of the relay, where it is known
   */
  take(host: string, { kind, fields }: Told, at: number, relay?: string): HostEvent | undefined {
    if (!isHostKind(kind)) return undefined
    const dial = this.#dialOf(host, kind, fields.tunnel)
    if (dial === undefined) return undefined
    const { code, reason, error, attempt } = fields
    const delayMs = delayOf(fields)
    return {
      at,
      host,
      state: kind,
      dial,
      ...(code === undefined ? {} : { code: Number(code) }),
      ...(reason === undefined ? {} : { reason }),
      ...(error === undefined ? {} : { error }),
      ...(delayMs === undefined ? {} : { delayMs }),
      ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
      ...(relay === undefined ? {} : { relay }),
    }
  }

  #dialOf(host: string, kind: HostKind, tunnel: string | undefined): number | undefined {
    const open = this.#dials.get(host) ?? []
    this.#dials.set(host, open)
    if (ofTunnel.has(kind)) {
      const dial = tunnel === undefined ? meant(open, kind) : open.find((one) => one.tunnel === tunnel)
      if (ends.has(kind) && dial) open.splice(open.indexOf(dial), 1)
      dial?.seen.add(kind)
      return dial?.number
    }
    const newest = open.at(-1)
    const dial = newest && !begins(newest, kind, tunnel) ? newest : this.#next(host, tunnel)
    dial.seen.add(kind)
    return dial.number
  }

  #next(host: string, tunnel: string | undefined): Dial {
    const number = (this.#counts.get(host) ?? 0) + 1
    this.#counts.set(host, number)
    const open = this.#dials.get(host)!
    // A dial that never came to a tunnel and was followed by another has ended, told or not.
    const up = open.filter(isUp)
    const dial: Dial = { number, tunnel, seen: new Set() }
    open.splice(0, open.length, ...up.slice(-1), dial)
    return dial
  }
}

/** Ends a dial. */
const ends = new Set<HostKind>(['closed', 'failed'])

/** What can only be told of a dial that is there. */
const ofTunnel = new Set<HostKind>([...ends, 'drain', 'watchdog', 'answered'])

const isUp = ({ seen }: Dial) => seen.has('upgraded') || seen.has('registered')

/** The dial that an event is about which does not say so. */
function meant(open: readonly Dial[], kind: HostKind): Dial | undefined {
  if (kind === 'failed') return open.findLast((dial) => !isUp(dial)) ?? open.at(-1)
  const up = open.filter(isUp)
  const drained = kind === 'closed' ? up.find(({ seen }) => seen.has('drain')) : undefined
  return drained ?? up.at(-1) ?? open.at(-1)
}

function begins({ seen, tunnel: own }: Dial, kind: HostKind, tunnel: string | undefined): boolean {
  if (tunnel !== undefined && own !== undefined) return tunnel !== own
  const up = seen.has('upgraded') || seen.has('registered')
  return seen.has(kind) || (kind === 'attempt' && up) || (kind === 'scheduled' && (up || seen.has('attempt')))
}

function delayOf({ delayMs, delayS }: Told['fields']): number | undefined {
  if (delayMs !== undefined) return Number(delayMs)
  return delayS === undefined ? undefined : Number(delayS) * 1_000
}

const isHostKind = (kind: string): kind is HostKind => (hostKinds as readonly string[]).includes(kind)
