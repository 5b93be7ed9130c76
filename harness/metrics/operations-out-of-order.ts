import { z } from 'zod'
import { type Blur, checkOrder } from '../analysis/checkers/order.ts'
import { cannotTell, defineMetric, OFFENDERS_MAX, type Offender } from '../analysis/metric.ts'
import { groupOf, ofGroup, placesOf } from '../analysis/operation-places.ts'
import type { JournalEvent } from '../journal/events.ts'
import { none, of, operationsIn, type Step } from './operation-metrics.ts'

const params = z.strictObject({ ...of, begun: z.string(), ended: z.string() })
type OrderParams = z.output<typeof params>

/** An operation by the places of the two steps whose order is compared. */
interface Ordered {
  readonly key: string
  readonly group: string
  readonly begun: number
  readonly ended: number
  /** Moments of the two steps, ns. */
  readonly from: number
  readonly to: number
}

/**
 * `operations-out-of-order`: operations whose step `ended` came after that of another of their group whose step `begun` had come later; of those that
 * were begun in [since, until] and have ended. Uncertain where services differ and moments are too close together to have an order.
 */
export const operationsOutOfOrder = defineMetric(
  'operations-out-of-order',
  params,
  (events, { begun, ended, ...window }) => {
    const found = operationsIn(events, window, begun)
    if (found.size === 0) return none(window.operation, begun)
    const { all, blur } = orderedOf(events, found, { begun, ended, ...window })
    if (all.length === 0)
      return cannotTell(
        'operations',
        `no ${window.operation} that was ${begun} in the time watched was ${ended}`,
      )
    const groups = [...Map.groupBy(all, ({ group }) => group).values()]
    const seen = groups.map((own) => checkOrder(own))
    const overtaken = seen.flatMap((finding) => finding.overtaken)
    const certain = groups.flatMap((own) => checkOrder(own, blur).overtaken).length
    return {
      observed: overtaken.length,
      unit: 'operations',
      uncertainty: overtaken.length - certain,
      bounds: [certain, overtaken.length] as const,
      offenders: overtaken.slice(0, OFFENDERS_MAX).map(({ one, by }) => offender(one, by, { begun, ended })),
      detail: { of: all.length, pairs: seen.reduce((sum, { inversions }) => sum + inversions, 0) },
    }
  },
)

function orderedOf(
  events: readonly JournalEvent[],
  found: ReadonlyMap<string, readonly Step[]>,
  { begun, ended, operation, ...window }: OrderParams,
): { all: Ordered[]; blur: Blur } {
  const places = (state: string) =>
    placesOf(events, (step) => step.operation === operation && step.state === state, window)
  const [starts, ends] = [places(begun), places(ended)]
  const all = [...found].flatMap(([key, steps]) => {
    const [first, last] = [begun, ended].map((state) => steps.find((step) => step.state === state))
    if (!first || !last) return []
    const place = { begun: starts.of.get(first)!, ended: ends.of.get(last)! }
    return { key, group: groupOf(steps), from: first.at, to: last.at, ...place }
  })
  return { all, blur: { begun: starts.lateNs, ended: ends.lateNs } }
}

function offender(
  one: Ordered,
  by: Ordered,
  { begun, ended }: Pick<OrderParams, 'begun' | 'ended'>,
): Offender {
  return {
    at: one.to,
    text: `${one.key}${ofGroup(one.group)}: ${ended} after ${by.key}, which was ${begun} later`,
    operations: [one, by].map(({ key: name, from, to }) => ({ name, from, to, isWrong: name === one.key })),
  }
}
