import { z } from 'zod'
import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { faultLives } from './faults.ts'
import { cannotTell, countOf, type MetricValue, type Offender, type Params } from './metric.ts'
import { mayHaveWaited } from './stalls.ts'

/**
 * Fewest cases of which "none failed" says something: of a system that fails one in twenty all the time, 60 in a row are good with a
 * probability of 0.95⁶⁰ = 4.6 %, and the scenarios have several hundred.
 */
export const CASES_MIN = 60

/** Which faults reach what is counted: those of a kind, or with a target. None named: every fault. */
export const reach = z.strictObject({ fault: z.string().optional(), target: z.string().optional() })
export const touchedBy = z.array(reach).optional()
type TouchedBy = z.output<typeof touchedBy>

/** A stretch of time, monotonic ns. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Says whether a fault that counts was open at some moment of a span. */
export function touchedIn(events: readonly JournalEvent[], by: TouchedBy): (span: Span) => boolean {
  const lives = faultLives(events)
    .filter(
      ({ fault, target }) =>
        !by || by.some((one) => (one.fault ?? fault) === fault && (one.target ?? target) === target),
    )
    .map(({ requestedAt, endedAt = Infinity }) => ({ from: requestedAt, to: endedAt }))
  return ({ from, to }) => lives.some((life) => life.from <= to && life.to >= from)
}

/** A mark of systems that have been warmed up: their first work is done. */
export const WARM = 'warm'

/** From here on everything must work: the cold start is over. The mark of the system, or else the beginning of the proof of its steady state. */
export function steadyFrom(events: readonly JournalEvent[]): number {
  const warm = eventsOf(events, 'mark').find(({ name }) => name === WARM)
  return (warm ?? eventsOf(events, 'phase').find(({ phase }) => phase === 'steady'))?.at ?? 0
}

/** What a metric gives that would have to say that none fails, of too few cases. */
export const tooFew = (count: number, unit: string) =>
  cannotTell(unit, `${count} ${unit} that no fault reached are too few to say that none fails`)

/** What failed in less time did not fail for want of a core: the shortest that a program of ours waits, a directory's deadline at a tenth, is this. */
const SHORT_NS = 100 * NS_PER_MS

/**
 * Counts what failed. Something that took a while, half of which the machine gave to others, may have
 * failed for that: it is counted, and not for certain.
 * @param unseen how many there may have been besides while nobody looked
 */
export function countFailed(
  events: readonly JournalEvent[],
  failed: readonly (Offender & { readonly span: Span })[],
  unit: string,
  detail: Params,
  unseen = 0,
): MetricValue {
  const counted = countOf(
    failed.map(({ span: _, ...offender }) => offender),
    unit,
    detail,
    unseen,
  )
  const unsure = failed.filter(
    ({ span: { from, to } }) => to - from >= SHORT_NS && mayHaveWaited(events, from, to),
  ).length
  if (unsure === 0) return counted
  return {
    ...counted,
    uncertainty: unsure + unseen,
    bounds: [failed.length - unsure, failed.length + unseen],
  }
}
