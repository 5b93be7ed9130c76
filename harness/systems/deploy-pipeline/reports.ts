import type { LoggedEvent } from '../../door.ts'
import type { DeployPipelineOptions } from './options.ts'

/** Jobs of another orchestrator are in a queue that nobody else looks into. */
export const ownQueue = 'its own'

/** What the log of another orchestrator says of deployments and of their jobs; ours is asked, and its job framework. */
export function orchestratorReaders({
  orchestrator,
}: DeployPipelineOptions): Record<string, LoggedEvent<'orchestrator'>[]> {
  if (!orchestrator) return {}
  const { started, succeeded, failed, delayed } = orchestrator.reports
  const deployment = { running: started, succeeded, failed }
  const job = { active: started, completed: succeeded, failed, ...(delayed && { delayed }) }
  return {
    deployment: Object.entries(deployment).map(([state, match]) => ({
      from: 'orchestrator',
      match,
      fields: { state },
    })),
    job: Object.entries(job).map(([state, match]) => ({
      from: 'orchestrator',
      match: ofJob(match),
      fields: { state, queue: ownQueue, uncertaintyNs: 0 },
    })),
  }
}

/** Which of our job workers takes up a job. */
export function workerReaders({ orchestrator, orchestrators = 1 }: DeployPipelineOptions) {
  const workers = (['orchestrator', 'orchestrator-2'] as const).slice(0, orchestrator ? 0 : orchestrators)
  return { 'job-taken': workers.map((from) => ({ from, json: { msg: 'attempt' }, fields: { by: from } })) }
}

/** What the deploy service is asked. */
export const callReaders = (
  [
    ['order', 'order'],
    ['state asked', 'state'],
  ] as const
).map(([msg, call]) => ({ from: 'deploy-service' as const, json: { msg }, fields: { call } }))

/** A deployment's job has its name. */
const ofJob = ({ source, flags }: RegExp) => new RegExp(source.replaceAll('(?<deployment>', '(?<job>'), flags)

/** What is not reported, in the words of the metrics' `needs`. */
export function notReportedBy({ orchestrator }: DeployPipelineOptions): string[] {
  if (!orchestrator) return []
  return [
    'decided-pauses',
    ...(orchestrator.reports.delayed ? [] : ['delayed']),
    ...(orchestrator.deadJobs ? [] : ['dead-jobs']),
  ]
}
