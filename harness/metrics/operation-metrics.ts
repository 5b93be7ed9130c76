import { z } from 'zod'
import { cannotTell, countOf, defineMetric, OFFENDERS_MAX, param } from '../analysis/metric.ts'
import { msBetween, stampMs } from '../analysis/moments.ts'
import { statOf, statSchema, type Timed } from '../analysis/stat.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'

/** Parameters of a metric of an operation. */
export const of = { operation: z.string(), since: param.moment, until: param.moment }

export type Step = EventOf<'operation'>

/** All steps of each operation of a kind, by its key. */
export const operationsOf = (events: readonly JournalEvent[], operation: string) =>
  Map.groupBy(
    eventsOf(events, 'operation').filter((event) => event.operation === operation),
    ({ key }) => key,
  )

/** When a step came first, ns; Infinity: never. */
export const firstOf = (steps: readonly Step[], state: string): number =>
  steps.find((step) => step.state === state)?.at ?? Infinity

/** The operations of a kind whose step `state` came first in [since, until], each with all its steps. */
export function operationsIn(
  events: readonly JournalEvent[],
  { operation, since, until }: { operation: string; since: number; until: number },
  state: string,
): Map<string, Step[]> {
  const isIn = (at: number) => at >= since && at <= until
  return new Map([...operationsOf(events, operation)].filter(([, steps]) => isIn(firstOf(steps, state))))
}

/** Nothing was there to be looked at. */
export const none = (operation: string, state: string) =>
  cannotTell('operations', `no ${operation} was ${state} in the time watched`)

/** `operations-seen`: operations whose step `state` came in [since, until]. */
export const operationsSeen = defineMetric(
  'operations-seen',
  z.strictObject({ ...of, state: z.string() }),
  (events, { state, ...rest }) => {
    const found = operationsIn(events, rest, state)
    return { observed: found.size, unit: 'operations', uncertainty: 0 }
  },
)

/**
 * `operations-lost`: operations whose step `begun` came in [since, until] and whose step `ended` never did. Inconclusive when none was begun.
 */
export const operationsLost = defineMetric(
  'operations-lost',
  z.strictObject({ ...of, begun: z.string(), ended: z.string() }),
  (events, { begun, ended, ...rest }) => {
    const found = operationsIn(events, rest, begun)
    if (found.size === 0) return none(rest.operation, begun)
    const lost = [...found].filter(([, steps]) => !steps.some(({ state }) => state === ended))
    return countOf(
      lost.map(([key, steps]) => ({ at: steps[0]!.at, text: `${key}: ${begun}, never ${ended}` })),
      'operations',
      { of: found.size },
    )
  },
)

/** `operations-repeated`: how often the step `state` came beyond once for each operation, of those whose step `begun` came in [since, until]. */
export const operationsRepeated = defineMetric(
  'operations-repeated',
  z.strictObject({ ...of, begun: z.string(), state: z.string() }),
  (events, { begun, state, ...rest }) => {
    const found = operationsIn(events, rest, begun)
    if (found.size === 0) return none(rest.operation, begun)
    const again = [...found].flatMap(([key, steps]) =>
      steps
        .filter((step) => step.state === state)
        .slice(1)
        .map(({ at }) => ({ at, text: `${key}: ${state} again` })),
    )
    return countOf(again, 'operations', { of: found.size })
  },
)

const ofTime = { ...of, from: z.string(), to: z.string(), stat: statSchema }

/** `operation-time`: from the step `from` in [since, until] to the step `to` of the same operation, ms; null for one that never got there. */
export const operationTime = defineMetric(
  'operation-time',
  { params: z.strictObject(ofTime), times: timesOf },
  (events, { stat, ...params }) => {
    const times = timesOf(events, params)
    if (times.length === 0)
      return cannotTell('ms', `no ${params.operation} was ${params.from} in the time watched`)
    return statOf(times, stat, stampMs(events), `never ${params.to}`)
  },
)

function timesOf(
  events: readonly JournalEvent[],
  { from, to, ...rest }: Omit<z.output<z.ZodObject<typeof ofTime>>, 'stat'>,
): Timed[] {
  return [...operationsIn(events, rest, from)].map(([key, steps]) => {
    const [at, end] = [firstOf(steps, from), firstOf(steps, to)]
    return { host: key, at, ms: end === Infinity ? null : Math.max(0, msBetween(at, end)) }
  })
}

/**
 * `operations-open`: operations that had had the step `begun` at a moment and not yet the step `ended`. Uncertain by those that had either of them so
 * near to it that it may have been before or after.
 */
export const operationsOpen = defineMetric(
  'operations-open',
  z.strictObject({ operation: z.string(), at: param.moment, begun: z.string(), ended: z.string() }),
  (events, { operation, at, begun, ended }) => {
    const all = [...operationsOf(events, operation)]
    const open = (early: number, late: number) =>
      all.filter(([, steps]) => firstOf(steps, begun) <= early && firstOf(steps, ended) > late)
    const near = stampMs(events) * NS_PER_MS
    const seen = open(at, at)
    const [least, most] = [open(at - near, at + near).length, open(at + near, at - near).length]
    return {
      observed: seen.length,
      unit: 'operations',
      uncertainty: Math.max(seen.length - least, most - seen.length),
      bounds: [least, most] as const,
      offenders: seen
        .slice(0, OFFENDERS_MAX)
        .map(([key]) => ({ at, text: `${key}: ${begun}, not yet ${ended}` })),
    }
  },
)
