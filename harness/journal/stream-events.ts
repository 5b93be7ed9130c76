import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

export const streamStates = ['asked', 'answered', 'first', 'ended', 'failed', 'left'] as const

/**
 * What a client's long-lived answer did.
 * asked: the request was sent · answered: its head came (status) · first: the first bytes of its body came ·
 * ended: the other side ended it (`whole`: as the protocol says) · failed: it broke (error) · left: the client went away.
 */
const stream = defineEvent('stream', {
  /** Name of the client: `browser-17`. */
  stream: z.string(),
  /** What it asked for: `/jobs/silent/log`. */
  path: z.string(),
  state: z.enum(streamStates),
  status: z.number().optional(),
  whole: z.boolean().optional(),
  error: z.string().optional(),
  /** Close code, of a WebSocket. */
  code: z.number().optional(),
  /** Lines of the log that had come by its end, in order and each once. */
  lines: z.number().optional(),
  /** The stream said that something is wrong with the log: an event `error`. */
  complaint: z.literal(true).optional(),
  /** The first thing that was not as the log has it: a line lost, doubled, out of order, altered. */
  wrong: z.string().optional(),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    stream: z.infer<typeof stream>
  }
}
