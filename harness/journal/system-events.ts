import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

/** What a client of a user's own system said of its connection. */
const client = defineEvent('client', {
  client: z.string(),
  state: z.enum(['connected', 'lost']),
  /** Service in whose log it said so. */
  service: z.string(),
})

/** A step of something that a user's own system carries out: an order was acknowledged, a job was done. */
const operation = defineEvent('operation', {
  /** Name in the system: `order`. */
  operation: z.string(),
  /** What it is about, unique for each: `order-17`. */
  key: z.string(),
  /** Name of the step: `acknowledged`. */
  state: z.string(),
  /** Service in whose log it was said. */
  service: z.string(),
  /** Who does it, where the step says so. */
  client: z.string().optional(),
  /** What it writes, or has read. */
  value: z.string().optional(),
  /** What it is done to, or among which others its order counts: a lease, a register, a queue. */
  group: z.string().optional(),
})

/**
 * A TLS edge presented a bad certificate in a handshake. refused: the client answered by an alert · closed: it ended the connection without a byte ·
 * trusted: it sent something.
 */
const handshake = defineEvent(
  'handshake',
  {
    service: z.string(),
    /** What is wrong with it. */
    certificate: z.string(),
    outcome: z.enum(['refused', 'closed', 'trusted']),
    /** In the words of RFC 8446: `certificate_expired`. */
    alert: z.string().optional(),
  },
  { stampedBy: 'service' },
)

declare module './event-kinds.ts' {
  interface EventKinds {
    client: z.infer<typeof client>
    operation: z.infer<typeof operation>
    handshake: z.infer<typeof handshake>
  }
}
