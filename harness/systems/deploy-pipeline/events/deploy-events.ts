import { defineEvent, z } from '../../../definitions.ts'

/** What a VM recorded of a change set that it was given: who applied it, on whose behalf, as its how-manieth. */
const application = defineEvent('application', {
  vm: z.string(),
  deployment: z.string(),
  changeSet: z.string(),
  /** Counts the applications of this VM, from 1; joins the two states. */
  application: z.number(),
  state: z.enum(['begun', 'applied']),
  by: z.string(),
  /** Start of the job that asked for it, from 1. */
  attempt: z.number(),
})

const jobStates = ['waiting', 'active', 'delayed', 'stalled', 'completed', 'failed'] as const

/**
 * What became of a background job, as the job framework's own events tell it. failed: for good, it is in the dead set.
 * `uncertaintyNs`: the framework stamps whole milliseconds of the wall clock.
 */
const job = defineEvent('job', {
  queue: z.string(),
  job: z.string(),
  state: z.enum(jobStates),
  reason: z.string().optional(),
  /** Of `delayed`: the pause that was decided on, ms. */
  delayMs: z.number().optional(),
  uncertaintyNs: z.number(),
})

/** A read of a queue's dead set through the job framework's own API. */
const deadSet = defineEvent('dead-set', {
  queue: z.string(),
  jobs: z.array(z.object({ job: z.string(), attempts: z.number(), reason: z.string() })),
})

/** A change of a deployment's state, at the moment that the program itself gives. */
const deployment = defineEvent('deployment', {
  deployment: z.string(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed']),
  /** VMs that it was asked for. */
  vms: z.array(z.string()).optional(),
  reason: z.string().optional(),
})

/** A job worker that took up a deployment's job, as its how-manieth start (from 1). */
const jobTaken = defineEvent('job-taken', { id: z.string(), attempt: z.number(), by: z.string() })

/** A call that reached the deploy service: an order for a deployment, with the start of the job that sent it, or a question after its state. */
const rolloutCall = defineEvent('rollout-call', {
  call: z.enum(['order', 'state']),
  id: z.string(),
  attempt: z.number().optional(),
  worker: z.number(),
})

declare module '../../../journal/event-kinds.ts' {
  interface EventKinds {
    application: z.infer<typeof application>
    job: z.infer<typeof job>
    'dead-set': z.infer<typeof deadSet>
    deployment: z.infer<typeof deployment>
    'job-taken': z.infer<typeof jobTaken>
    'rollout-call': z.infer<typeof rolloutCall>
  }
}
