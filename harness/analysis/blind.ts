import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { perJournal } from '../journal/per-journal.ts'
import { msBetween } from './moments.ts'
import { median } from './quantile.ts'

type Probe = EventOf<'probe'>

/** A stretch of time in which nobody looked at a host, ns. */
export interface BlindStretch {
  readonly host: string
  readonly from: number
  /** The next look, or the end of the window when there was none. */
  readonly to: number
  /** Probes that were due in it and of which nothing is known. */
  readonly missing: number
}

/** Longer than this between two looks is blindness: one probe more must have been due. In cadences. */
const GAP_CADENCES = 1.5

/** Fewest gaps between the probes of a host by which a schedule is known. */
const GAPS_MIN = 3

/**
 * So near to the cadence are at least half of the gaps of a schedule, as a share of it. A prober counts its moments, so they lie on the
 * nanosecond; requests that follow each other after a pause never do. (Seen: a runner's, 100 ms after each other, were within 1 %, and each
 * longer answer made a gap.)
 */
const REGULAR_WITHIN = 0.0001

/** All probes of one kind that a schedule sent, by host, ordered by the moments at which they were due. */
interface Schedule {
  readonly probe: string
  readonly cadenceNs: number
  readonly byHost: ReadonlyMap<string, readonly Probe[]>
}

/** The kinds of probes that were sent at a cadence. Requests that a scenario sends when it likes have none. */
const schedulesOf = perJournal((events): readonly Schedule[] => {
  const kinds = Map.groupBy(eventsOf(events, 'probe').filter(looked), ({ probe }) => probe)
  return [...kinds].flatMap(([probe, all]) => {
    const byHost = Map.groupBy(
      all.toSorted((a, b) => a.due - b.due),
      ({ host }) => host,
    )
    const cadenceNs = cadenceOf([...byHost.values()])
    return cadenceNs === undefined ? [] : [{ probe, cadenceNs, byHost }]
  })
})

/** One that was given up when its prober was stopped was still under way, and tells nothing. */
export function looked({ error }: Probe): boolean {
  return error !== 'stopped'
}

function cadenceOf(hosts: readonly (readonly Probe[])[]): number | undefined {
  const gaps = hosts.flatMap((own) => own.slice(1).map(({ due }, index) => due - own[index]!.due))
  const cadence = median(gaps)
  if (cadence === undefined || cadence <= 0 || gaps.length < GAPS_MIN * hosts.length) return undefined
  const regular = gaps.filter((gap) => Math.abs(gap - cadence) <= cadence * REGULAR_WITHIN)
  return regular.length >= gaps.length / 2 ? cadence : undefined
}

interface Window {
  readonly from: number
  readonly to: number
  readonly hosts?: readonly string[] | undefined
  readonly probe?: string | undefined
}

/**
 * Where hosts were not looked at in [from, to], by host and kind of probe: between two scheduled probes, counted from the moments at
 * which they were sent, lay more than 1.5 cadences. A stretch is clipped at `from`, not at its end.
 */
export function blindStretches(events: readonly JournalEvent[], window: Window): BlindStretch[] {
  const wanted = window.hosts && new Set(window.hosts)
  return schedulesOf(events)
    .filter(({ probe }) => !window.probe || probe === window.probe)
    .flatMap(({ byHost, cadenceNs }) =>
      [...byHost].flatMap(([host, probes]) =>
        !wanted || wanted.has(host) ? blindOf(host, probes, cadenceNs, window) : [],
      ),
    )
}

function blindOf(host: string, probes: readonly Probe[], cadenceNs: number, window: Window): BlindStretch[] {
  const [first, last] = [probes[0]!, probes.at(-1)!]
  // A window without an end is as long as what was seen.
  const from = Number.isFinite(window.from) ? window.from : first.sent
  const to = Number.isFinite(window.to) ? window.to : last.sent
  // The window's ends stand for the looks that are not there.
  const looks = [
    { sent: Math.min(from, first.sent), due: Math.min(from, first.due) },
    ...probes,
    { sent: Math.max(to, last.sent), due: Math.max(to, last.due) },
  ]
  return looks.slice(1).flatMap((next, index) => {
    const last = looks[index]!
    if (next.sent <= from || last.sent >= to || next.sent - last.sent <= GAP_CADENCES * cadenceNs) return []
    const start = Math.max(last.due, from - cadenceNs)
    // Those due between the two and in the window; half a cadence, as the next one is not among them.
    const until = Math.min(next.due - cadenceNs / 2, to)
    const missing = Math.max(0, Math.floor((until - start) / cadenceNs))
    return [{ host, from: Math.max(last.sent, from), to: next.sent, missing }]
  })
}

/** For each probe that is missing in a window, how long nobody looked, ms. */
export function gapsMs(events: readonly JournalEvent[], window: Window): number[] {
  return blindStretches(events, window).flatMap(({ from, to, missing }) =>
    Array.from({ length: missing }, () => msBetween(from, to)),
  )
}

/**
 * Probes that were due in [from, to] and of which nothing is known: by the gaps between those of each host, or as the prober
 * counted them, whichever is more.
 */
export function missingProbes(events: readonly JournalEvent[], window: Window): number {
  const { from, to, hosts, probe } = window
  const gaps = blindStretches(events, window).reduce((sum, { missing }) => sum + missing, 0)
  if (hosts) return gaps
  const told = eventsOf(events, 'probes-missed').filter(
    (event) => event.at >= from && event.at <= to && (!probe || event.probe === probe),
  )
  return Math.max(
    gaps,
    told.reduce((sum, { count }) => sum + count, 0),
  )
}
