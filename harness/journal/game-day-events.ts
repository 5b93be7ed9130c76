import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

/** What somebody, or the plan, did in a game-day by hand: the record of who broke, healed, noticed and wrote what. */
const gameDay = defineEvent('game-day', {
  did: z.enum(['inject', 'heal', 'note', 'guard', 'end']),
  /** Who; empty: the harness. */
  by: z.string(),
  text: z.string(),
  /** Ids of the faults that it is about. */
  faults: z.array(z.string()).optional(),
  /** What was injected, as it can be injected again. */
  injection: z
    .object({
      fault: z.string(),
      target: z.string(),
      parameters: z.record(z.string(), z.string()),
      for: z.string().optional(),
    })
    .optional(),
  /** What the one who injected it expected to happen. */
  expect: z.string().optional(),
  /** Observers were not to see it before the end. */
  hidden: z.literal(true).optional(),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    'game-day': z.infer<typeof gameDay>
  }
}
