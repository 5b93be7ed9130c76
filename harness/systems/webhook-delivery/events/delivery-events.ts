import { z } from 'zod'
import { defineEvent } from '../../../journal/event-kinds.ts'

const deliveryStates = [
  'accepted',
  'kept',
  'attempt',
  'failed',
  'delivered',
  'dead',
  'dropped',
  'effect',
  'duplicate',
] as const

/**
 * What happened to something that is to be delivered once.
 * accepted: a hop took it over · kept: a hop found it in its queue when it started · attempt: the hop began to deliver it · failed: an attempt ended without success (reason) ·
 * delivered: the receiver said yes · dead: given up and kept with its reason · dropped: given up and forgotten ·
 * effect: the receiver acted on it · duplicate: the receiver had acted on it before.
 */
const delivery = defineEvent(
  'delivery',
  {
    /** Its idempotency key; `id` of the probe that sent it. */
    delivery: z.string(),
    repository: z.string(),
    /** Place among the deliveries of its repository, from 1. */
    sequence: z.number(),
    state: z.enum(deliveryStates),
    attempt: z.number().optional(),
    /** Of what arrived: body, content type and signature. */
    digest: z.string().optional(),
    reason: z.string().optional(),
  },
  { stampedBy: 'service' },
)

/** What a proxy answered, from its access log, to the millisecond. */
const answered = defineEvent('answered', {
  service: z.string(),
  status: z.number(),
  id: z.string().optional(),
})

declare module '../../../journal/event-kinds.ts' {
  interface EventKinds {
    delivery: z.infer<typeof delivery>
    answered: z.infer<typeof answered>
  }
}
