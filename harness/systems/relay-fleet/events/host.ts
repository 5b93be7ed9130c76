import { defineConnections, defineEvent, z } from '../../../definitions.ts'

export const hostStates = [
  'scheduled',
  'attempt',
  'tcp',
  'upgraded',
  'registered',
  'answered',
  'held',
  'asked',
  'pinged',
  'drain',
  'closed',
  'failed',
  'watchdog',
] as const
export type HostState = (typeof hostStates)[number]

/**
 * What a host's tunnel did.
 * scheduled: a dial was decided on, due `delayMs` after `at` · attempt: dial started · tcp: connected ·
 * upgraded: 101 received · registered: first message of the relay · answered: first request of this tunnel answered ·
 * held: a request has come that asked for a late answer · asked: one that is to come once only, named by `reason` · pinged: a ping of the relay has come, where the host tells of them · drain: in-band drain notice · closed: an open tunnel ended (code, reason, errno) ·
 * failed: a dial ended without a tunnel · watchdog: inbound silence exceeded.
 */
const host = defineEvent(
  'host',
  {
    host: z.string(),
    state: z.enum(hostStates),
    /** Number of the tunnel dial of this host, from 1; joins the states of one dial. */
    dial: z.number(),
    /** Close code of `closed`. */
    code: z.number().optional(),
    reason: z.string().optional(),
    /** System error code (ECONNRESET, ECONNREFUSED …) or HTTP status text that ended it. */
    error: z.string().optional(),
    delayMs: z.number().optional(),
    /** Backoff attempt counter at this moment. */
    attempt: z.number().optional(),
    /** Identity `region:machineId` of the relay, where the program reports it. */
    relay: z.string().optional(),
  },
  { stampedBy: 'hosts' },
)

defineConnections(host, ({ host: client, dial, state, error, code, reason }) => {
  const becomes =
    state === 'registered' || state === 'answered' ? 'connected' : state === 'closed' ? 'lost' : undefined
  const isTrouble = state === 'closed' || state === 'failed' || state === 'watchdog'
  const why = error ?? (code === undefined ? reason : `code ${code}`)
  return {
    client,
    connection: dial,
    ...(becomes && { becomes }),
    ...(isTrouble && { trouble: why === undefined ? state : `${state}, ${why}` }),
  }
})

declare module '../../../journal/event-kinds.ts' {
  interface EventKinds {
    host: z.infer<typeof host>
  }
}
