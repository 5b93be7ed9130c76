import { z } from 'zod'
import { greatest } from '../extremes.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'
import { faultLives } from './faults.ts'
import { cannotTell, countOf, defineMetric, param } from './metric.ts'
import { probesDue } from './outage.ts'
import { failure } from './probe-failure.ts'

/**
 * Fewest cases of which "none failed" says something: of a system that fails one in twenty all the time, 60 in a row are good with a
 * probability of 0.95⁶⁰ = 4.6 %, and the scenarios have several hundred.
 */
const CASES_MIN = 60

/** Which faults reach what is counted: those of a kind, or with a target. None named: every fault. */
const reach = z.strictObject({ fault: z.string().optional(), target: z.string().optional() })
const touchedBy = z.array(reach).optional()
type TouchedBy = z.output<typeof touchedBy>

/** A stretch of time, monotonic ns. */
interface Span {
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

/**
 * `untouched-failures`: requests that failed though no fault that reaches them was open from the moment they were due to their end:
 * before the first fault, beside one that was aimed at something else, and after the last.
 */
export const untouchedFailures = defineMetric(
  'untouched-failures',
  z.strictObject({ probe: param.probe, hosts: param.hosts, touchedBy }),
  (events, { touchedBy: by, ...which }) => {
    const touched = touchedIn(events, by)
    // How long a host takes to come back is for other metrics: after a fault it counts again from its first good answer on.
    const recovering = new Set<string>()
    const free = probesDue(events, { from: steadyFrom(events), to: Infinity, ...which }).filter(
      ({ host, due, at, ok }) => {
        const reached = touched({ from: due, to: at })
        if (reached) recovering.add(host)
        else if (ok) recovering.delete(host)
        return !reached && !recovering.has(host)
      },
    )
    if (free.length < CASES_MIN) return tooFew(free.length, 'requests')
    const failed = free
      .filter(({ ok }) => !ok)
      .map((probe) => ({ host: probe.host, at: probe.due, text: failure(probe) }))
    return countOf(failed, 'requests', { of: free.length })
  },
)

/**
 * `attempts-failed-untouched`: attempts at a delivery that began and failed before the first fault, or after what the last one had left behind:
 * from the system's next mark on. One that timed out while the receiver acted on it was slow, as on a machine that was busy, and no failure.
 */
export const attemptsFailedUntouched = defineMetric(
  'attempts-failed-untouched',
  z.strictObject({}),
  (events) => {
    const first = eventsOf(events, 'fault')[0]?.at ?? Infinity
    const healed = greatest(faultLives(events).map(({ endedAt = Infinity }) => endedAt))
    const calm =
      eventsOf(events, 'mark').find(({ name, at }) => name === WARM && at >= healed)?.at ?? Infinity
    const all = attemptsOf(events)
    const free = all.filter(({ from, to }) => (from >= steadyFrom(events) && to < first) || from >= calm)
    if (free.length < CASES_MIN) return tooFew(free.length, 'attempts')
    const arrived = Map.groupBy(
      eventsOf(events, 'delivery').filter(({ state }) => state === 'effect' || state === 'duplicate'),
      ({ delivery }) => delivery,
    )
    const tried = Map.groupBy(all, ({ end }) => end.delivery)
    const wasSlow = ({ end: { delivery, reason } }: Attempt) =>
      reason === 'i/o timeout' &&
      (arrived.get(delivery)?.length ?? 0) >= (tried.get(delivery)?.length ?? Infinity)
    return countOf(
      free
        .filter((attempt) => attempt.end.state === 'failed' && !wasSlow(attempt))
        .map(({ from, end }) => ({
          host: end.repository,
          at: from,
          text: `${end.delivery}: ${end.reason ?? 'no reason'}`,
        })),
      'attempts',
      { of: free.length },
    )
  },
)

interface Attempt extends Span {
  readonly end: EventOf<'delivery'>
}

/** Attempts that ended, in the order of their ends. */
export function attemptsOf(events: readonly JournalEvent[]): Attempt[] {
  const open = new Map<string, number>()
  return eventsOf(events, 'delivery').flatMap((event) => {
    const { delivery, state, at } = event
    if (state === 'attempt') open.set(delivery, at)
    const from = open.get(delivery)
    if (from === undefined || (state !== 'failed' && state !== 'delivered')) return []
    open.delete(delivery)
    return [{ from, to: at, end: event }]
  })
}

/** `jobs-retried-untouched`: starts beyond the first of jobs in whose life no fault was open. */
export const jobsRetriedUntouched = defineMetric('jobs-retried-untouched', z.strictObject({}), (events) => {
  const touched = touchedIn(events, undefined)
  const lives = [...Map.groupBy(eventsOf(events, 'job'), ({ job }) => job).values()]
  const free = lives.filter((life) => {
    const end = life.find(({ state }) => state === 'completed' || state === 'failed')
    return !touched({ from: life[0]!.at, to: end?.at ?? Infinity })
  })
  if (free.length === 0) return cannotTell('starts', 'every job had to do with a fault')
  const again = free.flatMap((life) =>
    life
      .filter(({ state }) => state === 'active')
      .slice(1)
      .map(({ job, at }, index) => ({ at, text: `${job}: start ${index + 2}` })),
  )
  return countOf(again, 'starts', { of: free.length })
})

/**
 * `streams-failed-untouched`: streams that no fault reached and that failed while their clients were there: no good answer, a break, an end in
 * the middle, or lines that were lost, doubled, out of order or altered.
 */
export const streamsFailedUntouched = defineMetric(
  'streams-failed-untouched',
  z.strictObject({ touchedBy: z.array(reach.extend({ path: z.string().optional() })) }),
  (events, { touchedBy: by }) => {
    const last = events.at(-1)?.at ?? 0
    // A fault with a path reaches only who asked for that.
    const touches = by.map(({ path, ...one }) => ({ path, touched: touchedIn(events, [one]) }))
    const isFree = ([, life]: readonly [string, readonly Stream[]]) => {
      const span = { from: life[0]!.at, to: endOf(life)?.at ?? last }
      return !touches.some(
        ({ path, touched }) => (path === undefined || path === life[0]!.path) && touched(span),
      )
    }
    const free = [...Map.groupBy(eventsOf(events, 'stream'), ({ stream }) => stream)].filter(isFree)
    if (free.length === 0) return cannotTell('streams', 'no stream was open that no fault reached')
    const failed = free.flatMap(([stream, life]) => {
      const why = whyFailed(life)
      return why === undefined ? [] : [{ host: stream, at: (endOf(life) ?? life[0]!).at, text: why }]
    })
    return countOf(failed, 'streams', { of: free.length })
  },
)

type Stream = EventOf<'stream'>

const endOf = (life: readonly Stream[]) =>
  life.find(({ state }) => state === 'ended' || state === 'failed' || state === 'left')

function whyFailed(life: readonly Stream[]): string | undefined {
  const end = endOf(life)
  if (end?.wrong !== undefined) return end.wrong
  const status = life.find(({ state }) => state === 'answered')?.status
  if (status !== undefined && status !== 200) return `status ${status}`
  if (end?.state === 'failed') return `failed ${end.error ?? ''}`.trim()
  if (end?.state === 'ended' && !end.whole) return 'ended in the middle'
  return life.some(({ state }) => state === 'first') ? undefined : 'never begun'
}

const tooFew = (count: number, unit: string) =>
  cannotTell(unit, `${count} ${unit} that no fault reached are too few to say that none fails`)
