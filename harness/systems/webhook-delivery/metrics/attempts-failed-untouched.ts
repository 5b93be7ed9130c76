import {
  CASES_MIN,
  countFailed,
  defineMetric,
  type EventOf,
  eventsOf,
  faultLives,
  greatest,
  type JournalEvent,
  type Span,
  steadyFrom,
  tooFew,
  WARM,
  z,
} from '../../../definitions.ts'

/**
 * `attempts-failed-untouched`: attempts at a delivery that began and failed before the first fault, or after what the last one had left behind:
 * from the system's next mark on. One that timed out while the receiver acted on it was slow, as on a machine that was busy, and no failure.
 */
export const attemptsFailedUntouched = defineMetric(
  'attempts-failed-untouched',
  { params: z.strictObject({}), needs: ['attempt', 'failed'] },
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
    return countFailed(
      events,
      free
        .filter((attempt) => attempt.end.state === 'failed' && !wasSlow(attempt))
        .map(({ from, to, end }) => ({
          ...(end.repository !== undefined && { host: end.repository }),
          at: from,
          text: `${end.delivery}: ${end.reason ?? 'no reason'}`,
          span: { from, to },
        })),
      'attempts',
      { of: free.length },
    )
  },
)

interface Attempt extends Span {
  readonly end: EventOf<'delivery'>
}

/** Attempts that ended, in the order of their ends. @param begins state with which one begins */
export function attemptsOf(
  events: readonly JournalEvent[],
  begins: EventOf<'delivery'>['state'] = 'attempt',
): Attempt[] {
  const open = new Map<string, number>()
  return eventsOf(events, 'delivery').flatMap((event) => {
    const { delivery, state, at } = event
    if (state === begins) open.set(delivery, at)
    const from = open.get(delivery)
    if (from === undefined || (state !== 'failed' && state !== 'delivered')) return []
    open.delete(delivery)
    return [{ from, to: at, end: event }]
  })
}
