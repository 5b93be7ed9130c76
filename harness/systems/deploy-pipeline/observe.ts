import { deployConstants } from '../../../docker/deploy-service/constants.ts'
import { type MetricRef, metric } from '../../door.ts'

/** The metrics of a deploy pipeline; each names a pure function of the analysis and its parameters. */
export interface PipelineObservations {
  /** VMs that were given one of the deployments more than once. */
  appliedAgain(deployments: readonly string[]): MetricRef
  /** VMs that have not applied one of the deployments. */
  leftOut(deployments: readonly string[]): MetricRef
  /** VMs without the change set when the deployment was reported succeeded after `since`; never, when nothing was reported. */
  halfDoneSuccesses(deployment: string, since: number): MetricRef
  /** VMs that were at the deployment at that moment: given it and not done. */
  underWay(deployment: string, at: number): MetricRef
  /** Deployments whose state, as it is reported and kept, is not what happened on their VMs and to their jobs. */
  reportedOtherwise(): MetricRef
  /** Requests to the orchestrator that failed though no fault was aimed at it or at its Redis. */
  failedUntouched(): MetricRef
  /** Starts beyond the first of jobs that no fault had to do with. */
  retriedUntouched(): MetricRef
  /** How many of the deployments' jobs completed. */
  jobsCompleted(deployments: readonly string[]): MetricRef
  /** Starts of a deployment's job. */
  attempts(deployment: string): MetricRef
  /** Orders for the deployment that this start of the job sent and that came to the deploy service after `since`. */
  ordersOf(deployment: string, attempt: number, since: number): MetricRef
  /** From `since` to the end of the job, completed or dead, ms. */
  jobEndedAfter(deployment: string, since: number): MetricRef
  /** Largest difference between the pause that was decided on before a retry and the configured one, ms. */
  retryDecided(deployment: string): MetricRef
  /** Largest difference between a pause before a retry and the configured one, ms. */
  retrySpacing(deployment: string): MetricRef
  /** Jobs in the dead set as read at `at`. */
  deadJobs(at: number): MetricRef
  /** 1 when the deployment's job was in the dead set as read at `at`, and with it a reason that holds `says`. */
  inDeadSet(deployment: string, at: number, says: string): MetricRef
  /** Longest time from a deployment's first start to its end, ms. */
  deploymentTime(deployments: readonly string[]): MetricRef
}

export function observePipeline(vms: readonly string[], factor: number): PipelineObservations {
  const { retryBaseMs, attempts } = deployConstants
  return {
    appliedAgain: (deployments) => metric('applied-again', { deployments: [...deployments] }),
    leftOut: (deployments) => metric('left-out', { deployments: [...deployments], vms: [...vms] }),
    halfDoneSuccesses: (deployment, since) =>
      metric('half-done-successes', { deployment, vms: [...vms], since }),
    underWay: (deployment, at) => metric('applications-under-way', { deployment, at }),
    reportedOtherwise: () => metric('reported-otherwise', {}),
    failedUntouched: () =>
      metric('untouched-failures', { touchedBy: [{ target: 'orchestrator' }, { target: 'redis' }] }),
    retriedUntouched: () => metric('jobs-retried-untouched', {}),
    jobsCompleted: (deployments) => metric('jobs-completed', { jobs: [...deployments] }),
    attempts: (job) => metric('attempts', { job }),
    ordersOf: (deployment, attempt, since) => metric('rollout-orders', { deployment, attempt, since }),
    jobEndedAfter: (job, since) => metric('job-ended-after', { job, since }),
    retryDecided: (job) =>
      metric('retry-decided', { job, baseMs: retryBaseMs * factor, retries: attempts - 1 }),
    retrySpacing: (job) =>
      metric('retry-spacing', { job, baseMs: retryBaseMs * factor, retries: attempts - 1 }),
    deadJobs: (at) => metric('dead-jobs', { at }),
    inDeadSet: (job, at, says) => metric('dead-jobs', { job, at, says }),
    deploymentTime: (deployments) => metric('deployment-time', { deployments: [...deployments] }),
  }
}
