import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
)
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/**
 * A check: an observed metric held against a limit. `metric` and `params` name the pure function of `analysis`
 * that computed `observed` from this journal, so that anybody can compute it again.
 */
const check = defineEvent('check', {
  name: z.string(),
  metric: z.string(),
  params: z.record(z.string(), json),
  /** null: never within the time watched. */
  observed: z.number().nullable(),
  op: z.enum(['<=', '>=', '==']),
  limit: z.number(),
  /** How the limit came about: `5.5 s × 0.1 + 218 ms of measured work`. */
  limitText: z.string(),
  /** The design's limit, scenario time in ms for a duration. */
  design: z.number().optional(),
  /** Work that does not scale, as measured in this execution without the fault, ms, and the metrics that it was taken from. */
  work: z.object({ ms: z.number(), from: z.array(z.string()) }).optional(),
  /** Why the limit is what it is, as the scenario says it. */
  because: z.string().optional(),
  /** What the scenario itself has to bring about: without it the execution is inconclusive, and nothing is said of the system. */
  precondition: z.literal(true).optional(),
  /** Made of this system in every scenario, by what was seen in the execution; no part of the scenario's own plan. */
  standing: z.literal(true).optional(),
  /** A target declares that what the metric is made of is not reported: the check says nothing of it. `reason` says what. */
  notApplicable: z.literal(true).optional(),
  /** When the scenario named the check: everything that it speaks of had happened by then. Absent: at its end. */
  namedAt: z.number().optional(),
  /** Of a time that had not come when the watch ended: it is longer than this. */
  atLeast: z.number().optional(),
  /** The smallest value that would have been `failed`, scenario time in ms for a duration, and as a factor of `design`. */
  notices: z.object({ from: z.number(), factor: z.number().nullable() }).optional(),
  /** Why the check says little of the system. */
  weak: z.string().optional(),
  unit: z.string(),
  /** Uncertainty of `observed` in the same unit. */
  uncertainty: z.number(),
  /** The least and the most that it may be, where that is not the same to both sides. */
  bounds: z.tuple([z.number(), z.number()]).optional(),
  /** Of a time: how much of it the machine may have taken, which a limit from above does not count. */
  heldUp: z.number().positive().optional(),
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  reason: z.string().optional(),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    check: z.infer<typeof check>
  }
}
