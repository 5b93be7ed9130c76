import { z } from 'zod'
import type { JournalEvent } from '../journal/events.ts'
import { type Delivery, type DueWindow, deliveriesDue, effectOf } from './deliveries.ts'
import { cannotTell, countOf, defineFigure, type FigureValue, type Offender, param } from './figure.ts'
import { msBetween, stampMs } from './moments.ts'
import { statOf, statSchema } from './stat.ts'

/** Deliveries due in [since, until]; what became of them is looked at until the end of the journal. */
const window = { since: param.moment, until: param.moment }

const offender = ({ id, repository, due }: Delivery, text: string): Offender => ({
  host: repository,
  at: due,
  text: `${id}: ${text}`,
})

/** A count over the deliveries of the window; cannot be told without any. */
function counting(
  find: (deliveries: readonly Delivery[]) => readonly Offender[],
): (events: readonly JournalEvent[], window: DueWindow) => FigureValue {
  return (events, window) => {
    const deliveries = deliveriesDue(events, window)
    if (deliveries.length === 0) return cannotTell('deliveries', 'no delivery was due in the time watched')
    return countOf(find(deliveries), 'deliveries', { of: deliveries.length })
  }
}

const among = z.enum(['sent', 'acknowledged'])

/** `deliveries-sent`: how many were due and sent, or of those acknowledged. */
export const deliveriesSent = defineFigure(z.strictObject({ ...window, of: among }), (events, params) =>
  countOf(
    deliveriesDue(events, params)
      .filter(({ acknowledgedAt }) => params.of === 'sent' || acknowledgedAt !== undefined)
      .map((delivery) => offender(delivery, params.of)),
    'deliveries',
  ),
)

/** `acknowledgement`: from the moment a delivery was due to its acknowledgement; never for one that got none. */
export const acknowledgement = defineFigure(
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

/** `deliveries-lost`: had no effect. `of`: among all that were sent, or among those that were acknowledged. */
export const deliveriesLost = defineFigure(
  z.strictObject({ ...window, of: among }),
  (events, { of, ...within }) => {
    const lost = (deliveries: readonly Delivery[]) =>
      deliveries
        .filter((delivery) => !effectOf(delivery))
        .map((delivery) => offender(delivery, lastWord(delivery)))
    if (of === 'sent') return counting(lost)(events, within)
    const acknowledged = deliveriesDue(events, within).filter(
      ({ acknowledgedAt }) => acknowledgedAt !== undefined,
    )
    if (acknowledged.length === 0)
      return cannotTell('deliveries', 'no delivery was acknowledged in the time watched')
    return countOf(lost(acknowledged), 'deliveries', { of: acknowledged.length })
  },
)

function lastWord({ error, events }: Delivery): string {
  const last = events.at(-1)
  if (!last) return error === undefined ? 'acknowledged, then nothing' : `never taken: ${error}`
  return [last.state, last.reason].filter(Boolean).join(': ')
}

/** `effects-duplicated`: effects beyond the first of each delivery. */
export const effectsDuplicated = defineFigure(
  z.strictObject(window),
  counting((deliveries) =>
    deliveries.flatMap((delivery) =>
      delivery.events
        .filter(({ state }) => state === 'effect')
        .slice(1)
        .map(() => offender(delivery, 'took effect again')),
    ),
  ),
)

/** `deliveries-out-of-order`: reached the receiver for the first time after a later one of the same repository. */
export const deliveriesOutOfOrder = defineFigure(
  z.strictObject(window),
  counting((deliveries) =>
    [...Map.groupBy(deliveries, ({ repository }) => repository).values()].flatMap((own) => {
      let newest = 0
      return own
        .flatMap((delivery) => ({ delivery, effect: effectOf(delivery) }))
        .filter(({ effect }) => effect !== undefined)
        .sort((a, b) => a.effect!.at - b.effect!.at)
        .flatMap(({ delivery, effect }) => {
          const { sequence } = effect!
          const late = sequence < newest
          newest = Math.max(newest, sequence)
          return late ? offender(delivery, `number ${sequence} came after number ${newest}`) : []
        })
    }),
  ),
)

/** `deliveries-retried`: took effect after at least one failed attempt whose reason was recorded. */
export const deliveriesRetried = defineFigure(
  z.strictObject(window),
  counting((deliveries) =>
    deliveries.flatMap((delivery) => {
      const effect = effectOf(delivery)
      const failed = delivery.events.find(({ state, at }) => state === 'failed' && at < (effect?.at ?? 0))
      return failed?.reason ? offender(delivery, failed.reason) : []
    }),
  ),
)
