import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

/** What a guard held a value against, and how near it came. Written when the watch ends; `at`: its end. */
const guard = defineEvent('guard', {
  /** As it was written: `failed < 50 %`. */
  guard: z.string(),
  /** What its value is, in words. */
  about: z.string(),
  op: z.enum(['<', '<=', '>', '>=']),
  /** In `unit`, real time for a duration. */
  limit: z.number(),
  unit: z.string(),
  /** The value that came nearest to the limit, or passed it by most; null: it was never observed. */
  worst: z.number().nullable(),
  /** When that was, monotonic ns. */
  worstAt: z.number().optional(),
  /** How often it was looked at, and how often there was a value then. */
  looks: z.number(),
  seen: z.number(),
  /** It stopped the execution. */
  fired: z.boolean(),
  /** Why there was no value at the last look that had none. */
  reason: z.string().optional(),
})

/** Everything was healed before its time: a guard's limit was passed, or somebody used the kill switch. `at`: the decision. */
const stopped = defineEvent('stopped', {
  by: z.enum(['guard', 'kill switch']),
  reason: z.string(),
  /** Ids of the faults that were open, and are healed. */
  healing: z.array(z.string()),
  /** The guard as it was written, what it saw, and its limit in the same unit. */
  guard: z.string().optional(),
  observed: z.number().optional(),
  limit: z.number().optional(),
  unit: z.string().optional(),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    guard: z.infer<typeof guard>
    stopped: z.infer<typeof stopped>
  }
}
