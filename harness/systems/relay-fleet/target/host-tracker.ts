import type { EventOf } from '../../../definitions.ts'
import { type HostKind, hostKinds } from './event-words.ts'
import type { Reported } from './reported-events.ts'

type HostEvent = Omit<EventOf<'host'>, 'kind'>

/** Who reports: the host's own program, or a relay. Each may have names of its own for a tunnel. */
export type Side = 'host' | 'relay'

/** Where an event belongs: the journal's event, or why it belongs nowhere. */
export type Placed = { readonly event: HostEvent } | { readonly unplaced: string }

interface Dial {
  readonly number: number
  /** What each side calls its tunnel, where it gives it a name. */
  readonly names: Partial<Record<Side, string>>
  /** What each side has reported of it so far, and how often. */
  readonly seen: Readonly<Record<Side, Map<HostKind, number>>>
  endedAt?: number
}

/** The dials of one host. */
interface Dials {
  count: number
  /** Those that an event without a name may be about, oldest first. */
  open: Dial[]
  /** The newest dial of each name, by side; ended ones too, as the other side may report them later. */
  readonly named: Record<Side, Map<string, Dial>>
  lastEnded?: Dial
}

/**
 * Numbers the dials of hosts whose programs do not. A dial begins with something that the newest dial has reported already, or that comes
 * before what it has reported. A host may dial again before its old tunnel has ended; where a program reports which tunnel it means
 * (capture `tunnel`), that is taken; else what ends is the tunnel that was told to drain, or the one that is up. A dial that began
 * without a name has the first one that it is called by. What one side reports of a dial goes to the same dial when the other reports it.
 */
export class HostTracker {
  readonly #hosts = new Map<string, Dials>()

  /**
   * The journal's event, or the reason why it is about no dial that is known; undefined for what is not about a host's dial at all,
   * and for what the other side has reported already.
   * @param from `relay`: its identity, where it is known; `side`: who reports
   */
  take(
    host: string,
    { kind, fields }: Reported,
    at: number,
    { relay, side = 'host' }: { readonly relay?: string | undefined; readonly side?: Side | undefined } = {},
  ): Placed | undefined {
    if (!isHostKind(kind)) return undefined
    const dials = this.#dialsOf(host)
    const heard = { kind, tunnel: fields.tunnel, at, side }
    const dial = ofTunnel.has(kind) ? known(dials, heard) : (known(dials, heard) ?? next(dials, heard))
    if (!dial) {
      const what = fields.tunnel === undefined ? `no dial of ${host} is under way` : undefined
      return { unplaced: what ?? `no tunnel ${fields.tunnel} of ${host} is known` }
    }
    note(dials, dial, heard)
    if (isToldAlready(dial, heard)) return undefined
    return {
      event: {
        at,
        host,
        state: kind,
        dial: dial.number,
        ...details(fields),
        ...(relay === undefined ? {} : { relay }),
      },
    }
  }

  #dialsOf(host: string): Dials {
    const dials = this.#hosts.get(host) ?? {
      count: 0,
      open: [],
      named: { host: new Map(), relay: new Map() },
    }
    this.#hosts.set(host, dials)
    return dials
  }
}

interface Heard {
  readonly kind: HostKind
  readonly tunnel: string | undefined
  readonly at: number
  readonly side: Side
}

/** Ends a dial. */
const ends = new Set<HostKind>(['closed', 'failed'])

/** What can only be reported of a dial that is there. */
const ofTunnel = new Set<HostKind>([...ends, 'drain', 'watchdog', 'answered'])

const reports = ({ seen }: Dial, kind: HostKind) => seen.host.has(kind) || seen.relay.has(kind)
const isUp = (dial: Dial) => reports(dial, 'upgraded') || reports(dial, 'registered')
const isUpBy = ({ seen }: Dial, side: Side) => seen[side].has('upgraded') || seen[side].has('registered')
const isOnlyDue = ({ seen }: Dial) =>
  seen.relay.size === 0 && seen.host.size === 1 && seen.host.has('scheduled')

/** The dial that is there already and that this is about. */
function known(dials: Dials, heard: Heard): Dial | undefined {
  const { kind, tunnel, side, at } = heard
  if (ofTunnel.has(kind)) {
    if (tunnel === undefined) return meant(dials.open, heard) ?? lately(dials, heard)
    // Both sides may use one name; a dial that this side has not named yet may be the one.
    const nameless = dials.open.filter(({ names }) => names[side] === undefined)
    return byName(dials, heard) ?? meant(nameless, heard)
  }
  const own = byName(dials, heard)
  if (own && !own.seen[side].has(kind) && (own.endedAt === undefined || at <= own.endedAt))
    if (kind !== 'scheduled' || isOnlyDue(own))
      // A delay that bears the name of a tunnel is of the dial after it, unless it came before that tunnel's attempt.
      return own
  const newest = dials.open.at(-1)
  return newest && !begins(newest, heard) ? newest : undefined
}

function byName({ named }: Dials, { tunnel, side }: Heard): Dial | undefined {
  if (tunnel === undefined) return undefined
  const others = side === 'host' ? named.relay.get(tunnel) : named.host.get(tunnel)
  return named[side].get(tunnel) ?? (others?.names[side] === undefined ? others : undefined)
}

/** The dial that an event is about which does not say so: rather one of which the same side has reported before. */
function meant(open: readonly Dial[], { kind, side }: Heard): Dial | undefined {
  const reported = open.filter(({ seen }) => seen[side].size > 0)
  const among = reported.length > 0 ? reported : open
  if (kind === 'failed') return among.findLast((dial) => !isUp(dial)) ?? among.at(-1)
  const up = among.filter(isUp)
  const drained = kind === 'closed' ? up.find((dial) => reports(dial, 'drain')) : undefined
  return drained ?? up.at(-1) ?? among.at(-1)
}

/** Nothing is open: the last dial that has ended, where this says more of its end or is of the time before it. */
function lately({ lastEnded }: Dials, { kind, at, side }: Heard): Dial | undefined {
  if (!lastEnded || lastEnded.seen[side].has(kind)) return undefined
  return ends.has(kind) || at <= lastEnded.endedAt! ? lastEnded : undefined
}

function begins(newest: Dial, { kind, tunnel, side }: Heard): boolean {
  const { seen, names } = newest
  if (isOnlyDue(newest) && kind !== 'scheduled') return false
  if (tunnel !== undefined && names[side] !== undefined && kind !== 'scheduled') return tunnel !== names[side]
  if (seen[side].has(kind)) return true
  if (kind === 'attempt') return isUpBy(newest, side)
  return kind === 'scheduled' && (isUp(newest) || reports(newest, 'attempt'))
}

function next(dials: Dials, { side, kind, tunnel }: Heard): Dial {
  const dial: Dial = { number: ++dials.count, names: {}, seen: { host: new Map(), relay: new Map() } }
  // A delay may bear the name of the tunnel that was lost.
  if (tunnel !== undefined && kind !== 'scheduled') dial.names[side] = tunnel
  // A dial without a name that never came to a tunnel and was followed by another has ended, reported or not.
  const nameless = dials.open.filter(({ names }) => Object.keys(names).length === 0)
  const gone = new Set([...nameless.filter((one) => !isUp(one)), ...nameless.filter(isUp).slice(0, -1)])
  dials.open = [...dials.open.filter((one) => !gone.has(one)), dial]
  return dial
}

function note(dials: Dials, dial: Dial, { kind, tunnel, side, at }: Heard): void {
  if (tunnel !== undefined && (kind !== 'scheduled' || dials.named[side].get(tunnel) === dial)) {
    dial.names[side] = tunnel
    dials.named[side].set(tunnel, dial)
  }
  dial.seen[side].set(kind, (dial.seen[side].get(kind) ?? 0) + 1)
  if (!ends.has(kind)) return
  dial.endedAt ??= at
  dials.lastEnded = dial
  dials.open = dials.open.filter((one) => one !== dial)
}

/**
 * A notice that both sides report is one notice; reported twice by one of them it is two. Of a registration and an end each side may know
 * more than the other, and metrics count them by dial.
 */
function isToldAlready({ seen }: Dial, { kind, side }: Heard): boolean {
  if (ends.has(kind) || kind === 'registered') return false
  const others = seen[side === 'host' ? 'relay' : 'host'].get(kind) ?? 0
  return seen[side].get(kind)! <= others
}

function details(fields: Reported['fields']): Partial<HostEvent> {
  const { code, reason, error, attempt } = fields
  const codeNumber = numberOf(code)
  const delayMs = numberOf(fields.delayMs) ?? times(numberOf(fields.delayS), 1_000)
  const attempts = numberOf(attempt)
  // A code that is a word is no close code; it is still what the program said.
  const why = reason ?? (code !== undefined && codeNumber === undefined ? `code ${code}` : undefined)
  return {
    ...(codeNumber === undefined ? {} : { code: codeNumber }),
    ...(why === undefined ? {} : { reason: why }),
    ...(error === undefined ? {} : { error }),
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(attempts === undefined ? {} : { attempt: attempts }),
  }
}

/** The journal holds no NaN: a word where a number should be would end the whole run. */
function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

const times = (value: number | undefined, by: number) => (value === undefined ? undefined : value * by)

const isHostKind = (kind: string): kind is HostKind => (hostKinds as readonly string[]).includes(kind)
