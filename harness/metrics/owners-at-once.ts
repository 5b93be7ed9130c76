import { z } from 'zod'
import { checkSingleOwner, type Overlap } from '../analysis/checkers/single-owner.ts'
import { defineMetric, OFFENDERS_MAX, type Offender } from '../analysis/metric.ts'
import { groupOf, placesOf, saidOf } from '../analysis/operation-places.ts'
import { formatMs } from '../duration.ts'
import { greatest } from '../extremes.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { firstOf, none, of, operationsOf, type Step } from './operation-metrics.ts'

/** One ownership. */
interface Ownership {
  readonly owner: string
  readonly group: string
  /** Places of its first and its last step, ns. */
  readonly from: number
  readonly to: number
}

/**
 * `owners-at-once`: how often in [since, until] somebody took what another still acted on as its owner afterwards. An operation is an ownership
 * of its group by its client, from its step `taken` to the last of its steps `used`: what an owner believes meanwhile harms nobody, and a lease
 * that has run out need not be given back. Uncertain where services differ and moments are too close together to have an order.
 */
export const ownersAtOnce = defineMetric(
  'owners-at-once',
  z.strictObject({ ...of, taken: z.string(), used: z.string() }),
  (events, { operation, taken, used, since, until }) => {
    const isIn = (at: number) => at >= since && at <= until
    const isOne = (step: Step) => step.operation === operation && [taken, used].includes(step.state)
    const places = placesOf(events, isOne, { since, until })
    const owned = [...operationsOf(events, operation)].filter(([, steps]) => firstOf(steps, taken) < Infinity)
    if (!owned.some(([, steps]) => isIn(firstOf(steps, taken)))) return none(operation, taken)
    const ownerships = owned.map(([key, steps]): Ownership => {
      const moments = steps.filter(isOne).map((step) => places.of.get(step)!)
      const from = places.of.get(steps.find(({ state }) => state === taken)!)!
      return {
        owner: saidOf(steps, 'client') ?? key,
        group: groupOf(steps),
        from,
        to: greatest(moments, from),
      }
    })
    const groups = [...Map.groupBy(ownerships, ({ group }) => group).values()].map((own) =>
      checkSingleOwner(own),
    )
    const overlaps = groups.flatMap((finding) => finding.overlaps).filter(({ later }) => isIn(later.from))
    const certain = overlaps.filter(({ beyond }) => beyond > places.lateNs).length
    return {
      observed: overlaps.length,
      unit: 'overlaps',
      uncertainty: overlaps.length - certain,
      bounds: [certain, overlaps.length] as const,
      offenders: overlaps
        .toSorted((a, b) => b.beyond - a.beyond)
        .slice(0, OFFENDERS_MAX)
        .map(offender),
      detail: {
        of: ownerships.length,
        overlapMs: groups.reduce((sum, { overlapTime }) => sum + overlapTime, 0) / NS_PER_MS,
      },
    }
  },
)

function offender({ earlier, later, beyond }: Overlap<Ownership>): Offender {
  const what = later.group === '' ? 'it' : later.group
  return {
    at: later.from,
    text: `${later.owner} took ${what}, and ${earlier.owner} went on as its owner for ${formatMs(beyond / NS_PER_MS)}`,
    operations: [earlier, later].map(({ owner, group, from, to }) => ({
      name: `${owner} owns${group === '' ? '' : ` ${group}`}`,
      ...{ from, to, isWrong: owner === earlier.owner },
    })),
  }
}
