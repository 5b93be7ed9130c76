import { deployConstants } from '../../../docker/deploy-service/constants.ts'
import { type FigureRef, figure } from '../figure-ref.ts'

/** The figures of a deploy pipeline; each names a pure function of the analysis and its parameters. */
export interface PipelineObservations {
  /** VMs that were given one of the deployments more than once. */
  appliedAgain(deployments: readonly string[]): FigureRef
  /** VMs that have not applied one of the deployments. */
  leftOut(deployments: readonly string[]): FigureRef
  /** VMs without the change set when the deployment was reported succeeded after `since`; never, when nothing was reported. */
  halfDoneSuccesses(deployment: string, since: number): FigureRef
  /** VMs that were at the deployment at that moment: given it and not done. */
  underWay(deployment: string, at: number): FigureRef
  /** Deployments whose state, as it is reported and kept, is not what happened on their VMs and to their jobs. */
  reportedOtherwise(): FigureRef
  /** Requests to the orchestrator that failed though no fault was aimed at it. */
  failedUntouched(): FigureRef
  /** Starts beyond the first of jobs that no fault had to do with. */
  retriedUntouched(): FigureRef
  /** How many of the deployments' jobs completed. */
  jobsCompleted(deployments: readonly string[]): FigureRef
  /** Starts of a deployment's job. */
  attempts(deployment: string): FigureRef
  /** From `since` to the end of the job, completed or dead, ms. */
  jobEndedAfter(deployment: string, since: number): FigureRef
  /** Largest difference between the pause that was decided on before a retry and the configured one, ms. */
  retryDecided(deployment: string): FigureRef
  /** Largest difference between a pause before a retry and the configured one, ms. */
  retrySpacing(deployment: string): FigureRef
  /** Jobs in the dead set as read at `at`. */
  deadJobs(at: number): FigureRef
  /** 1 when the deployment's job was in the dead set as read at `at`, and with it a reason that holds `says`. */
  inDeadSet(deployment: string, at: number, says: string): FigureRef
  /** Longest time from a deployment's first start to its end, ms. */
  deploymentTime(deployments: readonly string[]): FigureRef
}

export function observePipeline(vms: readonly string[], factor: number): PipelineObservations {
  const { retryBaseMs, attempts } = deployConstants
  return {
    appliedAgain: (deployments) => figure('applied-again', { deployments: [...deployments] }),
    leftOut: (deployments) => figure('left-out', { deployments: [...deployments], vms: [...vms] }),
    halfDoneSuccesses: (deployment, since) =>
      figure('half-done-successes', { deployment, vms: [...vms], since }),
    underWay: (deployment, at) => figure('applications-under-way', { deployment, at }),
    reportedOtherwise: () => figure('reported-otherwise', {}),
    failedUntouched: () => figure('untouched-failures', { touchedBy: [{ target: 'orchestrator' }] }),
    retriedUntouched: () => figure('jobs-retried-untouched', {}),
    jobsCompleted: (deployments) => figure('jobs-completed', { jobs: [...deployments] }),
    attempts: (job) => figure('attempts', { job }),
    jobEndedAfter: (job, since) => figure('job-ended-after', { job, since }),
    retryDecided: (job) =>
      figure('retry-decided', { job, baseMs: retryBaseMs * factor, retries: attempts - 1 }),
    retrySpacing: (job) =>
      figure('retry-spacing', { job, baseMs: retryBaseMs * factor, retries: attempts - 1 }),
    deadJobs: (at) => figure('dead-jobs', { at }),
    inDeadSet: (job, at, says) => figure('dead-jobs', { job, at, says }),
    deploymentTime: (deployments) => figure('deployment-time', { deployments: [...deployments] }),
  }
}
