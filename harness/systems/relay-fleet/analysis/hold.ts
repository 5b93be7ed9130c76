import {
  eventsOf,
  headerOf,
  type JournalEvent,
  msBetween,
  NS_PER_MS,
  type Timed,
  watchEnd,
} from '../../../definitions.ts'
import type { Tunnel } from './tunnels.ts'

/**
 * How long a host must stay registered to be back, scenario time: one base delay of the backoff (1 s by the design). A relay that
 * accepts and then rejects does so within its directory's answer, some ms, and a host that it turned away dials again after half a base
 * to one (0.5 to 1 s): whoever has held its tunnel for a whole base has outlived the delay after which the next dial would have come, so
 * that it is no tunnel of a series of vain dials. It is no longer than that, as every watch has to last for it.
 */
export const HOLD_MS = 1_000

/** What decides whether a tunnel stayed. */
export interface Hold {
  readonly ns: number
  /** The watch ends here, ns. */
  readonly endsAt: number
  /** When faults were asked for: a tunnel that one of them ended is no worse for it. */
  readonly faults: readonly number[]
}

/** @param holdMs real ms; default: `HOLD_MS` of scenario time. */
export function holdOf(
  events: readonly JournalEvent[],
  holdMs = HOLD_MS * (headerOf(events)?.factor ?? 1),
): Hold {
  return {
    ns: holdMs * NS_PER_MS,
    endsAt: watchEnd(events),
    faults: eventsOf(events, 'fault').flatMap(({ at, state }) => (state === 'requested' ? [at] : [])),
  }
}

/** `open`: held to the end of the watch, which came too soon. */
export type Stay = 'stayed' | 'open' | 'lost'

/** Whether the host stayed registered from this tunnel on, by it or by those that took over from it. */
export function stayOf(tunnel: Tunnel, own: readonly Tunnel[], { ns, endsAt, faults }: Hold): Stay {
  const from = tunnel.registeredAt!
  const to = Math.min(registeredUntil(tunnel, own), Math.max(endsAt, from))
  if (to - from >= ns) return 'stayed'
  if (faults.some((at) => at > from && at <= to)) return 'stayed'
  return to >= endsAt ? 'open' : 'lost'
}

function registeredUntil({ heldUntil }: Tunnel, own: readonly Tunnel[]): number {
  let until = heldUntil
  for (let next: Tunnel | undefined; ; until = next.heldUntil) {
    next = own.find(({ registeredAt = Infinity, heldUntil }) => registeredAt <= until && heldUntil > until)
    if (!next) return until
  }
}

export interface Return {
  /** Moment of the registration, ns. */
  readonly at: number
  readonly stay: Exclude<Stay, 'lost'>
}

/** A host's first registration in (after, until] that stayed. */
export function returnIn(
  own: readonly Tunnel[],
  { after, until, hold }: { readonly after: number; readonly until: number; readonly hold: Hold },
): Return | undefined {
  const registered = own
    .filter(({ registeredAt = -Infinity }) => registeredAt > after && registeredAt <= until)
    .toSorted((a, b) => a.registeredAt! - b.registeredAt!)
  for (const tunnel of registered) {
    const stay = stayOf(tunnel, own, hold)
    if (stay !== 'lost') return { at: tunnel.registeredAt!, stay }
  }
  return undefined
}

/**
 * The time from `from` to a host's return. Without one: not within the time watched. When the watch ended before it was known
 * whether the host stays, it may have been away for longer than the whole watch.
 */
export function timeToReturn(
  host: string,
  from: number,
  { back, until, hold }: { readonly back: Return | undefined; readonly until: number; readonly hold: Hold },
): Pick<Timed, 'host' | 'ms' | 'leastMs' | 'mostMs' | 'note'> {
  const watched = Math.max(0, msBetween(from, Math.min(until, hold.endsAt)))
  if (!back) return { host, ms: null, leastMs: watched }
  const ms = msBetween(from, back.at)
  return back.stay === 'stayed' ? { host, ms } : { host, ms, ...mayBeLost(ms, watched, hold) }
}

/** What is said of a host that was back when the watch ended, too soon to tell whether it stays. */
export function mayBeLost(ms: number, watchedMs: number, { ns }: Hold): Pick<Timed, 'mostMs' | 'note'> {
  return {
    mostMs: ms + Math.max(watchedMs, ns / NS_PER_MS),
    note: 'the watch ended before it was known to stay',
  }
}
