import { messageOf } from '../errors.ts'
import { type EventKind, type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { isLate } from '../journal/late.ts'
import { leftOutOf, leftOutText } from '../journal/left-out.ts'
import { withReads } from '../journal/reads.ts'
import { type CheckVerdict, checkVerdict } from './check.ts'
import { computeMetric } from './compute-metric.ts'
import { cannotTell, type MetricValue, metricNamed, type Offender } from './metric.ts'

/** What every metric may go by without being made of it: names, the machine's speed and stalls, other machines' clocks, when the watch ended. */
const ABOUT_THE_RUN: readonly EventKind[] = ['header', 'machine', 'clock', 'stall', 'phase', 'check']

/** A check of the journal after it was computed again. */
export interface JudgedCheck extends Omit<EventOf<'check'>, 'kind' | 'verdict' | 'reason'> {
  readonly verdict: CheckVerdict
  readonly reason?: string
  readonly offenders: readonly Offender[]
  readonly recomputed: number | null
  /** What its statistic really is, and of how many values: `max of 20` where a p99 was asked for. */
  readonly statistic?: string
  /** Kinds of events that it was computed from. */
  readonly reads: readonly EventKind[]
  /** Why it was not computed again, and stands as it was recorded: its metric is not defined here, or its events do not fit into memory. */
  readonly notRecomputed?: string
  /** How the journal disagrees with itself, if it does. */
  readonly difference?: string
}

/**
 * Every check of the journal, computed again. One that gives another value beyond its uncertainty becomes `inconclusive`.
 * @param events as they arrived, or as a reader gives them
 */
export function recompute(events: readonly JournalEvent[]): JudgedCheck[] {
  const known = beforeChecks(events)
  return eventsOf(events, 'check').map((check) => again(check, known))
}

/**
 * What had reached the journal when the checks were computed. What came after them they did not see, whenever it happened: an outage that was
 * open then would have an end now. Not kept: what metrics make of a journal may be as large as itself, and is forgotten with it.
 */
export function beforeChecks(events: readonly JournalEvent[]): readonly JournalEvent[] {
  const last = events.findLastIndex(({ kind }) => kind === 'check')
  if (last === -1) return events
  const known = events.slice(0, last + 1)
  return known.some(isLate) ? known.filter((event) => !isLate(event)) : known
}

/** Only what differs. */
export function differences(events: readonly JournalEvent[]): JudgedCheck[] {
  return recompute(events).filter(({ difference }) => difference !== undefined)
}

function again(check: EventOf<'check'>, events: readonly JournalEvent[]): JudgedCheck {
  const { kind: _, verdict, reason, ...stored } = check
  if (!metricNamed(check.metric))
    return asRecorded(check, `as recorded: nothing here defines its metric ${check.metric}`)
  const { value, reads } = withReads(() => compute(check, events))
  const leftOut = leftOutOf(events)
  if (leftOut && [...reads].some((kind) => leftOut.has(kind)))
    return asRecorded(check, `as recorded: ${leftOutText(leftOut)} do not fit into memory`)
  const difference = differenceOf(check, value)
  const why = difference ?? reason
  return {
    ...stored,
    verdict: difference ? 'inconclusive' : verdict,
    ...(why !== undefined && { reason: why }),
    offenders: value.offenders ?? [],
    recomputed: value.observed,
    ...(typeof value.detail?.stat === 'string' && { statistic: value.detail.stat }),
    reads: [...reads].filter((kind) => !ABOUT_THE_RUN.includes(kind)),
    ...(difference !== undefined && { difference }),
  }
}

/** @param notRecomputed why it is not computed again */
function asRecorded({ kind: _, reason, ...stored }: EventOf<'check'>, notRecomputed: string): JudgedCheck {
  return {
    ...stored,
    ...(reason !== undefined && { reason }),
    offenders: [],
    recomputed: stored.observed,
    reads: [],
    notRecomputed,
  }
}

function compute({ metric, params, unit }: EventOf<'check'>, events: readonly JournalEvent[]): MetricValue {
  try {
    return computeMetric(metric, events, params)
  } catch (error) {
    return cannotTell(unit, messageOf(error))
  }
}

function differenceOf(check: EventOf<'check'>, value: MetricValue): string | undefined {
  if (check.verdict === 'inconclusive') return undefined
  if (value.reason !== undefined) return `cannot be computed again: ${value.reason}`
  if (!same(check, value))
    return `computed again it is ${text(value.observed)}, but ${text(check.observed)} was recorded (± ${check.uncertainty} ${check.unit})`
  const follows = checkVerdict(check, check.op, check.limit)
  if (follows !== check.verdict)
    return `recorded as ${check.verdict}, but ${text(check.observed)} ${check.op} ${check.limit} is ${follows}`
  return undefined
}

function same(check: EventOf<'check'>, value: MetricValue): boolean {
  if (check.observed === null || value.observed === null) return check.observed === value.observed
  const tolerance = Math.max(check.uncertainty, value.uncertainty, Math.abs(check.observed) * 1e-9)
  return Math.abs(check.observed - value.observed) <= tolerance
}

function text(observed: number | null): string {
  return observed === null ? 'never' : String(Number(observed.toFixed(3)))
}
