import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { unlessLeftOut } from '../journal/left-out.ts'
import { faultLives } from './faults.ts'
import {
  allPanels,
  bucketOf,
  emptyBuckets,
  type Panel,
  type PanelAxis,
  type Steps,
  startOf,
} from './panel.ts'

export type { Steps } from './panel.ts'

/** ms after the timeline's zero. */
export interface Span {
  readonly from: number
  readonly to: number
}

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
  readonly probes: readonly ProbeBucket[]
  /** Of those that this journal has something for, from the top. */
  readonly panels: readonly PanelData[]
}

/** What a panel shows of one journal. */
export type PanelData = Omit<Panel, 'steps'> & { readonly steps: Steps }

const BUCKETS_MAX = 200

/** The timeline of a journal; undefined when it holds nothing but its header. */
export function timelineOf(events: readonly JournalEvent[]): Timeline | undefined {
  const range = rangeOf(events)
  if (!range) return undefined
  const zero = zeroOf(events)
  const rel = (at: number) => (at - zero) / NS_PER_MS
  const [from, to] = [rel(range.from), rel(range.to)]
  const bucketMs = niceBucket((to - from) / BUCKETS_MAX)
  const axis = { rel, from, to, bucketMs }
  return {
    zero,
    from,
    to,
    bucketMs,
    faults: faultWindows(events, rel, to),
    marks: eventsOf(events, 'mark').map(({ at, name }) => ({ ms: rel(at), name })),
    probes: unlessLeftOut(events, () => probeBuckets(events, axis)) ?? [],
    panels: allPanels().flatMap(({ steps: of, ...panel }) => {
      const steps = unlessLeftOut(events, () => of(events, axis)) ?? []
      return steps.length > 0 ? [{ ...panel, steps }] : []
    }),
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

function probeBuckets(events: readonly JournalEvent[], axis: PanelAxis): ProbeBucket[] {
  const { rel } = axis
  const rows = emptyBuckets(axis, () => ({ ok: 0, failed: 0, missed: 0 }))
  for (const { due, ok } of eventsOf(events, 'probe')) {
    const row = rows[bucketOf(rel(due), axis)]
    if (row) row[ok ? 'ok' : 'failed']++
  }
  for (const { at, count } of eventsOf(events, 'probes-missed')) {
    const row = rows[bucketOf(rel(at), axis)]
    if (row) row.missed += count
  }
  return rows.map((row, index) => ({ ms: startOf(index, axis), ...row }))
}

/** The next larger of 1, 2, 5 × 10ⁿ ms; 10 ms at least. */
function niceBucket(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(ms, 10)))
  return [1, 2, 5, 10].map((step) => step * power).find((size) => size >= ms * 0.999)!
}
