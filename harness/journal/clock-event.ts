import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

/**
 * How far the monotonic clock of a node is ahead of the journal's. Moments that its services stamp stand in the journal as of the journal's clock already;
 * `uncertaintyNs`: how far they may be off for that.
 */
const clock = defineEvent('clock', {
  node: z.string(),
  offsetNs: z.number(),
  uncertaintyNs: z.number().nonnegative(),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    clock: z.infer<typeof clock>
  }
}
