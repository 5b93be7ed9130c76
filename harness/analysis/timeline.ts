import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { directoryTruth } from './directory-truth.ts'
import { faultLives } from './faults.ts'
import { dialsOf, tunnelsOf } from './tunnels.ts'

/** A step series: the value holds from its moment to the next. Moments in ms after the timeline's zero. */
export type Steps = readonly (readonly [ms: number, value: number])[]

export interface FaultWindow {
  readonly fault: string
  readonly target: string
  readonly detail: string
  readonly colour: string
  /** ms after zero. */
  readonly from: number
  readonly to: number
  readonly observed: boolean
}

export interface ProbeBucket {
  readonly ms: number
  readonly ok: number
  readonly failed: number
  readonly missed: number
}

/** Everything that the timeline draws, on one axis: ms after the first fault. */
export interface Timeline {
  /** Monotonic ns of the axis's zero: the first fault seen to act. */
  readonly zero: number
  readonly from: number
  readonly to: number
  readonly bucketMs: number
  readonly faults: readonly FaultWindow[]
  readonly marks: readonly { readonly ms: number; readonly name: string }[]
  readonly connected: Steps
  readonly stale: Steps
  readonly probes: readonly ProbeBucket[]
  readonly dials: Steps
}

const BUCKETS_MAX = 200

/** The timeline of a journal; undefined when it holds nothing but its header. */
export function timelineOf(events: readonly JournalEvent[]): Timeline | undefined {
  const range = rangeOf(events)
  if (!range) return undefined
  const zero = zeroOf(events)
  const rel = (at: number) => (at - zero) / NS_PER_MS
  const [from, to] = [rel(range.from), rel(range.to)]
  const bucketMs = niceBucket((to - from) / BUCKETS_MAX)
  return {
    zero,
    from,
    to,
    bucketMs,
    faults: faultWindows(events, rel, to),
    marks: eventsOf(events, 'mark').map(({ at, name }) => ({ ms: rel(at), name })),
    connected: connectedHosts(events).map(([at, value]) => [rel(at), value] as const),
    stale: staleSeries(events).map(([at, value]) => [rel(at), value] as const),
    probes: probeBuckets(events, rel, { from, to, bucketMs }),
    dials: dialBuckets(events, rel, { from, to, bucketMs }),
  }
}

/** From the steady state before the fault to the teardown; the set-up says nothing about the system. */
function rangeOf(events: readonly JournalEvent[]): { from: number; to: number } | undefined {
  const isLife = ({ kind }: JournalEvent) => kind !== 'header' && kind !== 'plan'
  const [first, last] = [events.find(isLife), events.findLast(isLife)]
  if (!first || !last) return undefined
  const phases = eventsOf(events, 'phase')
  const from = phases.find(({ phase }) => phase === 'steady')?.at ?? first.at
  const to = phases.find(({ phase }) => phase === 'teardown')?.at ?? last.at
  return to > from ? { from, to } : undefined
}

/** Moment from which the first fault acted; without a fault, the beginning. */
function zeroOf(events: readonly JournalEvent[]): number {
  const onset = faultLives(events)[0]?.onset
  return onset ?? eventsOf(events, 'phase')[0]?.at ?? events[0]?.at ?? 0
}

function faultWindows(
  events: readonly JournalEvent[],
  rel: (at: number) => number,
  end: number,
): FaultWindow[] {
  return faultLives(events).map(({ fault, target, detail, colour, onset, endedAt, observedAt }) => ({
    fault,
    target,
    detail,
    colour,
    from: rel(onset),
    to: endedAt === undefined ? end : Math.min(end, rel(endedAt)),
    observed: observedAt !== undefined,
  }))
}

/** Hosts with at least one registered tunnel. */
export function connectedHosts(events: readonly JournalEvent[]): [at: number, hosts: number][] {
  const changes = tunnelsOf(events).flatMap(({ host, registeredAt, heldUntil }) => {
    if (registeredAt === undefined || registeredAt >= heldUntil) return []
    const made = [{ at: registeredAt, host, by: 1 }]
    if (heldUntil !== Infinity) made.push({ at: heldUntil, host, by: -1 })
    return made
  })
  const held = new Map<string, number>()
  let connected = 0
  return changes
    .sort((a, b) => a.at - b.at)
    .map(({ at, host, by }) => {
      const before = held.get(host) ?? 0
      held.set(host, before + by)
      if (before === 0) connected++
      else if (before + by === 0) connected--
      return [at, connected]
    })
}

function staleSeries(events: readonly JournalEvent[]): [at: number, stale: number][] {
  if (eventsOf(events, 'directory').length === 0) return []
  const steps = directoryTruth(events, [])
  return steps
    .filter(({ stale }, i) => stale !== (steps[i - 1]?.stale ?? 0))
    .map(({ at, stale }) => [at, stale])
}

interface Buckets {
  readonly from: number
  readonly to: number
  readonly bucketMs: number
}

function probeBuckets(
  events: readonly JournalEvent[],
  rel: (at: number) => number,
  buckets: Buckets,
): ProbeBucket[] {
  const rows = emptyBuckets(buckets, () => ({ ok: 0, failed: 0, missed: 0 }))
  for (const { due, ok } of eventsOf(events, 'probe')) {
    const row = rows[indexOf(rel(due), buckets)]
    if (row) row[ok ? 'ok' : 'failed']++
  }
  for (const { at, count } of eventsOf(events, 'probes-missed')) {
    const row = rows[indexOf(rel(at), buckets)]
    if (row) row.missed += count
  }
  return rows.map((row, index) => ({ ms: startOf(index, buckets), ...row }))
}

function dialBuckets(events: readonly JournalEvent[], rel: (at: number) => number, buckets: Buckets): Steps {
  const rows = emptyBuckets(buckets, () => 0)
  for (const { attemptAt } of dialsOf(events)) {
    const index = attemptAt === undefined ? -1 : indexOf(rel(attemptAt), buckets)
    if (index in rows) rows[index]!++
  }
  return rows.map((count, index) => [startOf(index, buckets), count] as const)
}

/** Buckets start at multiples of their width, so that one begins at the fault. */
function emptyBuckets<T>({ from, to, bucketMs }: Buckets, make: () => T): T[] {
  return Array.from({ length: Math.floor(to / bucketMs) - Math.floor(from / bucketMs) + 1 }, make)
}

function indexOf(ms: number, { from, bucketMs }: Buckets): number {
  return Math.floor(ms / bucketMs) - Math.floor(from / bucketMs)
}

function startOf(index: number, { from, bucketMs }: Buckets): number {
  return (Math.floor(from / bucketMs) + index) * bucketMs
}

/** The next larger of 1, 2, 5 × 10ⁿ ms; 10 ms at least. */
function niceBucket(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 10)))
  return [1, 2, 5, 10].map((step) => step * power).find((size) => size >= ms * 0.999)!
}
