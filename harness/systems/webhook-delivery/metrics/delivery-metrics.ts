import {
  cannotTell,
  countOf,
  defineMetric,
  type JournalEvent,
  type MetricValue,
  msBetween,
  type Offender,
  param,
  stampMs,
  statOf,
  statSchema,
  z,
} from '../../../definitions.ts'
import {
  type Delivery,
  type DueWindow,
  deliveriesDue,
  type Stored,
  storedIn,
} from '../analysis/deliveries.ts'

/** Deliveries due in [since, until]; what became of them is looked at until the end of the journal. */
const window = { since: param.moment, until: param.moment }

const offender = ({ id, repository, due }: Delivery, text: string): Offender => ({
  host: repository,
  at: due,
  text: `${id}: ${text}`,
})

type Builds = ReadonlyMap<string, readonly Stored[]>

/**
 * A count over the deliveries of the window and the builds that they started; cannot be told without a delivery or the receiver's store.
 * @param readAfter count with the first read of the store from this moment (ns) on; default: the last read
 */
function counting(
  find: (deliveries: readonly Delivery[], builds: Builds) => readonly Offender[],
  readAfter?: number,
): (events: readonly JournalEvent[], window: DueWindow) => MetricValue {
  return (events, window) => {
    const deliveries = deliveriesDue(events, window)
    if (deliveries.length === 0) return cannotTell('deliveries', 'no delivery was due in the time watched')
    const builds = storedIn(events, 'builds', readAfter)
    if (!builds) return cannotTell('deliveries', "the receiver's store was not read")
    return countOf(find(deliveries, builds), 'deliveries', { of: deliveries.length })
  }
}

const among = z.enum(['sent', 'acknowledged'])

/** `deliveries-sent`: how many were due and sent, or of those acknowledged. */
export const deliveriesSent = defineMetric(
  'deliveries-sent',
  z.strictObject({ ...window, of: among }),
  (events, params) =>
    countOf(
      deliveriesDue(events, params)
        .filter(({ acknowledgedAt }) => params.of === 'sent' || acknowledgedAt !== undefined)
        .map((delivery) => offender(delivery, params.of)),
      'deliveries',
    ),
)

/** `acknowledgement`: from the moment a delivery was due to its acknowledgement; never for one that got none. */
export const acknowledgement = defineMetric(
  'acknowledgement',
  z.strictObject({ ...window, stat: statSchema }),
  (events, { stat, ...within }) => {
    const deliveries = deliveriesDue(events, within)
    if (deliveries.length === 0) return cannotTell('ms', 'no delivery was due in the time watched')
    const times = deliveries.map(({ repository, due, acknowledgedAt, error }) => ({
      host: repository,
      at: due,
      ms: acknowledgedAt === undefined ? null : msBetween(due, acknowledgedAt),
      ...(error !== undefined && { note: error }),
    }))
    return statOf(times, stat, stampMs(events), 'never acknowledged')
  },
)

/**
 * `deliveries-lost`: started no build that the receiver's store had when the wait for them was over, at the first read after `until`. What
 * lies until later webhooks wake it, such as those of the steady state that follows, is lost as well. `of`: among all that were sent, or
 * among those that were acknowledged. A receiver that logs that it knew a delivery may not have acted on it.
 */
export const deliveriesLost = defineMetric(
  'deliveries-lost',
  z.strictObject({ ...window, of: among }),
  (events, { of, ...within }) => {
    const due = deliveriesDue(events, within)
    if (of === 'acknowledged' && !due.some(({ acknowledgedAt }) => acknowledgedAt !== undefined))
      return cannotTell('deliveries', 'no delivery was acknowledged in the time watched')
    const lost = (deliveries: readonly Delivery[], builds: Builds) =>
      deliveries
        .filter(({ acknowledgedAt }) => of === 'sent' || acknowledgedAt !== undefined)
        .filter(({ id }) => !builds.has(id))
        .map((delivery) => offender(delivery, lastWord(delivery)))
    return counting(lost, within.until)(events, within)
  },
)

function lastWord({ error, events }: Delivery): string {
  const last = events.at(-1)
  if (!last) return error === undefined ? 'acknowledged, then nothing' : `never taken: ${error}`
  return [last.state, last.reason].filter(Boolean).join(': ')
}

/** `effects-duplicated`: builds beyond the first of each delivery. */
export const effectsDuplicated = defineMetric(
  'effects-duplicated',
  z.strictObject(window),
  counting((deliveries, builds) =>
    deliveries.flatMap((delivery) =>
      (builds.get(delivery.id) ?? []).slice(1).map(() => offender(delivery, 'took effect again')),
    ),
  ),
)

/** `deliveries-suppressed`: repetitions that the receiver knew for such after `after`, and did not act on. */
export const deliveriesSuppressed = defineMetric(
  'deliveries-suppressed',
  { params: z.strictObject({ ...window, after: param.moment }), needs: ['duplicate'] },
  (events, { after, ...within }) =>
    counting((deliveries) =>
      deliveries.flatMap((delivery) =>
        delivery.events
          .filter(({ state, at }) => state === 'duplicate' && at >= after)
          .map(() => offender(delivery, 'came again, known')),
      ),
    )(events, within),
)

/** `deliveries-out-of-order`: started their first build after a later one of the same repository. */
export const deliveriesOutOfOrder = defineMetric(
  'deliveries-out-of-order',
  z.strictObject(window),
  counting((deliveries, builds) =>
    [...Map.groupBy(deliveries, ({ repository }) => repository).values()].flatMap((own) => {
      // A forge sends the deliveries of a repository in the order in which they are due.
      const built = own
        .map((delivery, index) => ({
          delivery,
          number: index + 1,
          place: builds.get(delivery.id)?.[0]?.place,
        }))
        .filter((one): one is typeof one & { place: number } => one.place !== undefined)
        .sort((a, b) => a.place - b.place)
      let newest = 0
      return built.flatMap(({ delivery, number }) => {
        const late = number < newest
        newest = Math.max(newest, number)
        return late ? offender(delivery, `number ${number} came after number ${newest}`) : []
      })
    }),
  ),
)

/** `deliveries-retried`: took effect after at least one failed attempt whose recorded reason holds `says`. */
export const deliveriesRetried = defineMetric(
  'deliveries-retried',
  { params: z.strictObject({ ...window, says: z.string().default('') }), needs: ['failed'] },
  (events, { says, ...within }) =>
    counting((deliveries, builds) =>
      deliveries.flatMap((delivery) => {
        const failed = delivery.events.find(
          ({ state, reason }) => state === 'failed' && reason?.includes(says),
        )
        return failed?.reason && builds.has(delivery.id) ? offender(delivery, failed.reason) : []
      }),
    )(events, within),
)

/**
 * `deliveries-altered`: arrived otherwise than they were sent, by a digest of the body's bytes, the content type and the signature: in a build
 * that they started, or in the dead-letter list. Of all deliveries, whenever they were due.
 */
export const deliveriesAltered = defineMetric(
  'deliveries-altered',
  { params: z.strictObject({}), needs: ['digest'] },
  (events) => {
    const stored = [storedIn(events, 'builds'), storedIn(events, 'dead-letters')]
    if (!stored[0]) return cannotTell('deliveries', "the receiver's store was not read")
    const sent = deliveriesDue(events, { since: 0, until: Infinity })
    const arrived = sent.flatMap((delivery) =>
      stored.flatMap((store) => (store?.get(delivery.id) ?? []).map(({ digest }) => ({ delivery, digest }))),
    )
    if (arrived.length === 0) return cannotTell('deliveries', 'none arrived')
    const altered = arrived.filter(
      ({ delivery, digest }) => digest === undefined || digest !== delivery.digest,
    )
    return countOf(
      altered.map(({ delivery, digest }) => offender(delivery, `${digest} in place of ${delivery.digest}`)),
      'deliveries',
      { of: arrived.length },
    )
  },
)
