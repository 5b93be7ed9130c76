import { greatest, least } from '../extremes.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { stampOf } from '../journal/event-kinds.ts'
import { type EventKind, eventsOf, type JournalEvent } from '../journal/events.ts'
import { perJournal } from '../journal/per-journal.ts'
import { boundsOf, type MetricValue, type Params } from './metric.ts'
import { headerOf, msBetween } from './moments.ts'

type Stretch = readonly [from: number, to: number]

/** Stretches in which each process of the harness, or the services, did not run, ns. */
const stallsOf = perJournal((events): ReadonlyMap<string, readonly Stretch[]> => {
  const all = eventsOf(events, 'stall').map(
    ({ at, ms, who }) => [who, [at - ms * NS_PER_MS, at] as Stretch] as const,
  )
  const byWho = Map.groupBy(all, ([who]) => who)
  return new Map([...byWho].map(([who, own]) => [who, united(own.map(([, stretch]) => stretch))]))
})

/** Stretches in which any of them did not run, ns. */
const allStalls = perJournal((events): readonly Stretch[] => united([...stallsOf(events).values()].flat()))

/** How long, until a moment, one of them or another did not run, ns. Summed once: each metric asks at every stall. */
const heldUntil = perJournal((events): ((moment: number) => number) => {
  const stalls = allStalls(events)
  const sums = [0]
  for (const [from, to] of stalls) sums.push(sums.at(-1)! + to - from)
  return (moment) => {
    let [begun, more] = [0, stalls.length]
    while (begun < more) {
      const middle = (begun + more) >> 1
      if (stalls[middle]![0] < moment) begun = middle + 1
      else more = middle
    }
    const goesOn = begun === 0 ? 0 : Math.max(0, stalls[begun - 1]![1] - moment)
    return sums[begun]! - goesOn
  }
})

/** Share of [from, to] in which one of our processes, a service or another did not run though it ought to. */
export const heldUpShare = (events: readonly JournalEvent[], from: number, to: number): number =>
  to > from ? (heldUntil(events)(to) - heldUntil(events)(from)) / (to - from) : 0

/** How often it is looked whether services wait for cores (`probes/core-waits/watch.ts`): a wait was up to so long before the look that tells it. */
const LOOK_NS = 100 * NS_PER_MS

/**
 * Whether the machine may have taken half of some `widthMs` of [from, to], the whole by default: one of our processes, a service or another did
 * not run then though it ought to. What ends by a deadline of so long may then have ended for want of a core.
 */
export function mayHaveWaited(
  events: readonly JournalEvent[],
  from: number,
  to: number,
  widthMs: number = msBetween(from, to),
): boolean {
  const all = heldUntil(events)(to + LOOK_NS) - heldUntil(events)(from)
  // Most often there is no such wait at all.
  return all >= (widthMs / 2) * NS_PER_MS && heldUpMs(events, from, to + LOOK_NS, widthMs) >= widthMs / 2
}

/** In order; those that overlap are one. */
function united(stretches: readonly Stretch[]): Stretch[] {
  const result: [number, number][] = []
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/**
 * By how much something that one of these processes stamped in [from, to] may have been stamped late, ms: its longest stall there. Each of
 * the two moments of a time falls into one stall at most, and one of them late makes the time longer, the other shorter.
 */
export function lateByMs(
  events: readonly JournalEvent[],
  who: readonly string[],
  from: number,
  to: number,
): number {
  const lengths = who
    .flatMap((one) => stallsOf(events).get(one) ?? [])
    .filter((stall) => stall[0] <= to && stall[1] >= from)
    .map((stall) => (stall[1] - stall[0]) / NS_PER_MS)
  return greatest(lengths, 0)
}

/** Who stamps the events that a metric is made of. Looks and exits carry what they are uncertain by themselves, stalls included. */
function stampedBy(reads: ReadonlySet<EventKind>, events: readonly JournalEvent[]): string[] {
  const stamps = new Set([...reads].map(stampOf))
  // What hosts of a target do is known from lines that the harness reads.
  const hosts = headerOf(events)?.target === undefined ? 'hosts' : 'harness'
  const who = [...(stamps.has('hosts') ? [hosts] : []), ...(stamps.has('prober') ? ['prober'] : [])]
  return who.length > 0 || stamps.has('service') ? who : ['harness']
}

/** Parameters in which metrics are given their time. */
const begins = ['since', 'from', 'baseFrom', 'fault']
const ends = ['until', 'to', 'baseTo', 'at']

/**
 * A time is uncertain by the stalls of the processes that stamped it: they may not have seen its beginning or its end when they were.
 * Of all metrics in ms but those that are exact; one that does not say what time it speaks of speaks of the whole journal.
 */
export function withStalls(
  { value, reads }: { readonly value: MetricValue; readonly reads: ReadonlySet<EventKind> },
  events: readonly JournalEvent[],
  params: Params,
): MetricValue {
  if (value.unit !== 'ms' || value.exact || value.reason !== undefined) return value
  const moments = (names: readonly string[]) =>
    names.flatMap((name) => {
      const moment = params[name]
      return typeof moment === 'number' ? [moment] : []
    })
  const [spanFrom = -Infinity, spanTo = Infinity] = value.span ?? []
  const from =
    moments(begins).length > 0 ? least(moments(begins), value.span ? spanFrom : Infinity) : spanFrom
  const to = moments(ends).length > 0 ? greatest(moments(ends), value.span ? spanTo : -Infinity) : spanTo
  const who = stampedBy(reads, events)
  const late = lateByMs(events, who, from, to)
  const { observed, uncertainty, seenLate } = value
  // A machine that did not run us did not run what we watch either, or is seen not to: each such stretch may be a part of the time.
  const heldUp =
    value.heldUp ?? (observed === null ? 0 : Math.max(0, heldUpMs(events, from, to, observed) - late))
  if (late === 0 && heldUp === 0) return value
  const [low, high] = boundsOf(value)
  const bounds = seenLate
    ? ([Math.max(0, low - late), observed ?? high] as const)
    : ([low - late, high + late] as const)
  return {
    ...value,
    uncertainty: uncertainty + late,
    // What never came has no bounds: it is later than the watch.
    ...(observed !== null && value.bounds !== undefined && { bounds }),
    ...(heldUp > 0 && { heldUp }),
  }
}

/** Longest that one of our processes, a service or another did not run within any `widthMs` of [from, to], all in all, ms. */
function heldUpMs(events: readonly JournalEvent[], from: number, to: number, widthMs: number): number {
  const stalls = allStalls(events).filter((stall) => stall[0] <= to && stall[1] >= from)
  const within = (begin: number) => {
    const [left, right] = [Math.max(from, begin), Math.min(to, begin + widthMs * NS_PER_MS)]
    return heldUntil(events)(right) - heldUntil(events)(left)
  }
  // The fullest begins with a stall or ends with one.
  const begins = stalls.flatMap(([start, end]) =>
    widthMs === Infinity ? [start] : [start, end - widthMs * NS_PER_MS],
  )
  return greatest(begins.map(within), 0) / NS_PER_MS
}
