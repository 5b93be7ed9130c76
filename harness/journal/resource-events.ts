import { z } from 'zod'
import { defineEvent } from './event-kinds.ts'

/** TCP states and descriptors of a service, from its own network namespace. */
const sockets = defineEvent('sockets', {
  service: z.string(),
  states: z.record(z.string(), z.number()),
  descriptors: z.number(),
  /** RLIMIT_NOFILE that the service was started with. */
  descriptorLimit: z.number().optional(),
  /** Connections that wait to be accepted, over all listening sockets. */
  acceptQueue: z.number().optional(),
  /** Established connections whose peer has not taken all that was sent. */
  unsent: z.number().optional(),
  /** Bytes of it in the kernel. */
  unsentBytes: z.number().optional(),
  /** Time since the look before. */
  uncertaintyNs: z.number().optional(),
})

/** Resident memory of a service's process, and at a relay how many hosts' tunnels ended at it then. */
const memory = defineEvent('memory', {
  service: z.string(),
  bytes: z.number().positive(),
  tunnels: z.number().optional(),
})

/** Timers that wait in a service, as it says itself when it is asked. `at`: when it was asked. */
const timers = defineEvent('timers', { service: z.string(), count: z.number() })

/** How quick the machine was while the execution ran, by a fixed piece of work. */
const machine = defineEvent('machine', {
  /** What it took, ms: three quarters of all samples took no more. */
  workMs: z.number().positive(),
  /** What it takes on the machine on which the allowances of limits were measured, ms. */
  referenceMs: z.number().positive(),
  samples: z.number(),
})

/**
 * Something did not run although it was due. A process of the harness that measures, held back by the machine, stopped, or busy: what it
 * would have seen meanwhile was seen late or not at all. Or a service that waited for a core that others had: what it does
 * took as much longer. `at`: the end of the gap.
 */
const stall = defineEvent('stall', {
  /** `harness`: the process that writes this journal; else what it measures: `prober`, `clients` …; `services`: any thread of theirs. */
  who: z.string(),
  /** Length of the gap, ms. */
  ms: z.number().positive(),
})

declare module './event-kinds.ts' {
  interface EventKinds {
    sockets: z.infer<typeof sockets>
    memory: z.infer<typeof memory>
    timers: z.infer<typeof timers>
    machine: z.infer<typeof machine>
    stall: z.infer<typeof stall>
  }
}
