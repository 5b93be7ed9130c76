import { type EventKind, eventsOf, type JournalEvent } from '../journal/events.ts'
import type { JudgedCheck } from './recompute.ts'

/** Names that metrics give to their moments (`param.moment`), and what a reader calls them. */
const momentNames: Readonly<Record<string, string>> = {
  since: 'from',
  from: 'from',
  until: 'to',
  to: 'to',
  at: 'at',
  fault: 'fault at',
  baseFrom: 'base from',
  baseTo: 'base to',
}

/** What a metric was computed from. */
export interface Basis {
  /** Name and value of each parameter that is no moment. */
  readonly params: readonly (readonly [name: string, value: string])[]
  /** Moments among the parameters, ns. */
  readonly moments: readonly (readonly [name: string, at: number])[]
  readonly kinds: readonly KindRead[]
  /** Hosts that these events speak of, those in the window. */
  readonly hosts: readonly string[]
  /** The first and the last of these events in the window. */
  readonly first?: JournalEvent
  readonly last?: JournalEvent
}

/** Events of one kind that a metric had before it. */
export interface KindRead {
  readonly kind: EventKind
  readonly count: number
  /** Of them in the metric's window, and of its hosts; all where it has no window. */
  readonly within: number
}

/** What the observed value of a check was computed from: the kinds of events that its metric asked for, and those of them in its window. */
export function basisOf({ params, reads }: JudgedCheck, events: readonly JournalEvent[]): Basis {
  const moments = Object.entries(params).flatMap(([name, value]) => {
    const words = momentNames[name]
    return words !== undefined && typeof value === 'number' ? [[words, value] as const] : []
  })
  const moment = (words: string) => moments.find(([name]) => name === words)?.[1]
  const [from, to] = [moment('from') ?? -Infinity, moment('to') ?? Infinity]
  const hosts = Array.isArray(params.hosts) ? new Set(params.hosts) : undefined
  const counts = (event: JournalEvent) => {
    const at = event.kind === 'probe' ? event.due : event.at
    return at >= from && at <= to && (!hosts || !('host' in event) || hosts.has(event.host))
  }
  const read = reads.map((kind) => ({ kind, all: eventsOf(events, kind) }))
  const within = read.map(({ kind, all }) => ({ kind, count: all.length, used: all.filter(counts) }))
  const first = extreme(
    within.flatMap(({ used }) => used[0] ?? []),
    (a, b) => a.at < b.at,
  )
  const last = extreme(
    within.flatMap(({ used }) => used.at(-1) ?? []),
    (a, b) => a.at > b.at,
  )
  return {
    params: Object.entries(params).flatMap(([name, value]) =>
      momentNames[name] !== undefined && typeof value === 'number' ? [] : [[name, paramText(value)] as const],
    ),
    moments,
    kinds: within.map(({ kind, count, used }) => ({ kind, count, within: used.length })),
    hosts: [
      ...new Set(within.flatMap(({ used }) => used.flatMap((event) => ('host' in event ? event.host : [])))),
    ],
    ...(first && last && { first, last }),
  }
}

/** Events of one kind stand in order, so that only the ends of each need to be looked at. */
function extreme(
  events: readonly JournalEvent[],
  isBefore: (a: JournalEvent, b: JournalEvent) => boolean,
): JournalEvent | undefined {
  return events.reduce<JournalEvent | undefined>(
    (best, event) => (best && !isBefore(event, best) ? best : event),
    undefined,
  )
}

const LIST_MAX = 5

function paramText(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value)
  const shown = value.slice(0, LIST_MAX).map(paramText).join(', ')
  return value.length > LIST_MAX ? `${shown} and ${value.length - LIST_MAX} more` : shown
}
