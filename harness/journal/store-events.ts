import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

/**
 * What a store of the system had in it when it was read, in the store's own order: builds that a receiver started, letters that a hop gave
 * up, rollouts that a deploy service keeps. It says what is so, where a log says what somebody meant to do.
 */
const storeRead = defineEvent('store-read', {
  store: z.enum(['builds', 'dead-letters', 'rollouts']),
  entries: z.array(
    z.object({
      /** Of the delivery or deployment. */
      id: z.string(),
      repository: z.string().optional(),
      sequence: z.number().optional(),
      /** Of what arrived: body, content type and signature. */
      digest: z.string().optional(),
      state: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    'store-read': z.infer<typeof storeRead>
  }
}
