import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

/**
 * Something that a target reported of a host and that belongs to no dial of it, and why. It changes no metric; a report shows how many
 * there are.
 */
const unplaced = defineEvent('unplaced', {
  host: z.string(),
  /** What was reported: a state of `host`. */
  state: z.string(),
  side: z.enum(['host', 'relay']),
  /** What the program calls the tunnel, where it said so. */
  tunnel: z.string().optional(),
  reason: z.string(),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    unplaced: z.infer<typeof unplaced>
  }
}
