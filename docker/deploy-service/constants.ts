import { type Env, withOverrides } from '../env.ts'
import { scaleTable } from '../scale.ts'

/**
 * The one table of the deploy pipeline's durations and counts, in scenario time (`production` = 1).
 * The design names no numbers: the two timeouts are those that a sync worker and a reverse proxy usually have, and the rest
 * is chosen so that a rollout of six VMs stays below the worker timeout while one that had to wait for a worker does not.
 */
export const deployConstants = {
  /** What one VM needs to apply a change set. */
  applyMs: 1_000,
  /** After the last VM the deploy service watches the application for so long before it answers. */
  verifyMs: 3_000,
  /** A sync worker that has been busy with one request for so long is killed: no answer, and the rollout stops. */
  workerTimeoutMs: 20_000,
  /**
   * nginx's proxy_read_timeout. It begins when the request is handed over, so it contains the wait for a free worker: comfortably
   * above the worker timeout is more than a second request's.
   */
  proxyTimeoutMs: 60_000,
  /** VMs of one rollout that apply at the same time. */
  concurrency: 2,
  /** Jobs that the orchestrator works on at the same time. */
  jobConcurrency: 4,
  /** Attempts of a job, the first included; pauses of retryBaseMs × 2ⁿ between them. */
  attempts: 5,
  retryBaseMs: 1_000,
  /** How often the orchestrator asks after a rollout that it follows. */
  followMs: 1_000,
  /** A job's lock, renewed at half of it; a job without lock counts as stalled at the second check. */
  lockMs: 10_000,
  stalledCheckMs: 5_000,
  /** BullMQ's `drainDelay`: an idle worker looks for a job after so long by itself, as its call may have gone to a worker that is frozen. */
  idleLookMs: 5_000,
  /**
   * Deadline of an orchestrator that sets one of its own (broken variant only): half of the smallest rollout, applyMs + verifyMs, so that
   * it passes however quick or slow the machine is.
   */
  ownDeadlineMs: 2_000,
} as const

export type DeployConstants = { readonly [K in keyof typeof deployConstants]: number }

/** @param env may name constants that differ (`CONSTANTS`) */
export function scaleDeployConstants(factor: number, env: Env = {}): DeployConstants {
  return scaleTable<DeployConstants>(withOverrides<DeployConstants>(env, deployConstants), factor)
}
