import type { EventOf, JournalEvent, Running } from '../../door.ts'

/** What is known of the deployments so far, kept up with every event of the journal. */
export interface Progress {
  /** VMs that have applied the deployment. */
  applied(deployment: string): number
  /** VMs that were given the deployment. */
  begun(deployment: string): number
  /** When the job was first started after a moment (ns); undefined: not yet. */
  startedAfter(job: string, since: number): number | undefined
  /** Name of the job worker that took the job up last; undefined: nobody has said so. */
  takenBy(job: string): string | undefined
  /** Calls for a deployment that came to the deploy service. */
  calls(deployment: string): readonly EventOf<'rollout-call'>[]
  /** A VM was given the deployment a second time. */
  again(deployment: string): boolean
  /** The job completed or is dead. */
  ended(deployment: string): boolean
  /** The orchestrator reported its end. */
  reported(deployment: string): 'succeeded' | 'failed' | undefined
}

export function followProgress(running: Pick<Running, 'onEvent'>): Progress {
  const applied = new Map<string, Set<string>>()
  const given = new Map<string, number>()
  const again = new Set<string>()
  const ended = new Set<string>()
  const begun = new Map<string, Set<string>>()
  const starts = new Map<string, number[]>()
  const takers = new Map<string, string>()
  const calls: EventOf<'rollout-call'>[] = []
  const reported = new Map<string, 'succeeded' | 'failed'>()
  const take = (event: JournalEvent) => {
    if (event.kind === 'application') {
      const { vm, deployment, state } = event
      if (state === 'applied') applied.set(deployment, (applied.get(deployment) ?? new Set()).add(vm))
      else {
        begun.set(deployment, (begun.get(deployment) ?? new Set()).add(vm))
        const key = `${vm} ${deployment}`
        given.set(key, (given.get(key) ?? 0) + 1)
        if (given.get(key) === 2) again.add(deployment)
      }
    }
    if (event.kind === 'job-taken') takers.set(event.id, event.by)
    if (event.kind === 'rollout-call') calls.push(event)
    if (event.kind === 'job' && event.state === 'active')
      starts.set(event.job, [...(starts.get(event.job) ?? []), event.at])
    if (event.kind === 'job' && (event.state === 'completed' || event.state === 'failed'))
      ended.add(event.job)
    if (event.kind === 'deployment' && (event.state === 'succeeded' || event.state === 'failed'))
      reported.set(event.deployment, event.state)
  }
  running.onEvent(take)
  return {
    applied: (deployment) => applied.get(deployment)?.size ?? 0,
    begun: (deployment) => begun.get(deployment)?.size ?? 0,
    startedAfter: (job, since) => starts.get(job)?.find((at) => at >= since),
    takenBy: (job) => takers.get(job),
    calls: (deployment) => calls.filter(({ id }) => id === deployment),
    again: (deployment) => again.has(deployment),
    ended: (deployment) => ended.has(deployment),
    reported: (deployment) => reported.get(deployment),
  }
}
