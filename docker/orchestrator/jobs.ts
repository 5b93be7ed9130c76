import { type ConnectionOptions, type Job, Queue, UnrecoverableError, Worker } from 'bullmq'
import { type DeployOrder, deployQueue } from '../deploy-service/wire.ts'
import { log, reasonOf } from '../relay/log.ts'
import { carryOut } from './carry-out.ts'
import type { OrchestratorConfig } from './config.ts'
import type { DeployClient } from './deploy-client.ts'
import type { Deployments } from './deployments.ts'

export interface JobParts {
  readonly config: OrchestratorConfig
  readonly connection: ConnectionOptions
  readonly deployments: Deployments
  readonly service: DeployClient
}

/** The background jobs, one per deployment. A job that has failed for good stays in BullMQ's failed set: the dead set. */
export function openQueue({ config, connection }: JobParts): (order: DeployOrder) => Promise<void> {
  const { attempts, retryBaseMs } = config.constants
  const { retries } = config.options
  const queue = new Queue<DeployOrder>(deployQueue, {
    connection,
    defaultJobOptions: {
      attempts: retries === 'unlimited' ? Number.MAX_SAFE_INTEGER : retries === 'none' ? 1 : attempts,
      backoff: { type: 'exponential', delay: retryBaseMs },
    },
  })
  queue.on('error', (error) => log('queue error', { reason: reasonOf(error) }))
  return async (order) => void (await queue.add('deploy', order, { jobId: order.id }))
}

/** Works on the jobs, those of a worker that died included, once their lock has run out. */
export function startWorker(parts: JobParts): void {
  const { lockMs, stalledCheckMs, idleLookMs, jobConcurrency } = parts.config.constants
  const worker = new Worker<DeployOrder>(deployQueue, (job) => deploy(job, parts), {
    // In seconds.
    drainDelay: idleLookMs / 1_000,
    connection: parts.connection,
    concurrency: jobConcurrency,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
  })
  worker.on('error', (error) => log('worker error', { reason: reasonOf(error) }))
}

async function deploy(job: Job<DeployOrder>, { config, deployments, service }: JobParts): Promise<void> {
  const attempt = job.attemptsStarted
  const { id } = job.data
  log('attempt', { id, attempt })
  await deployments.note(id, 'running')
  try {
    const { state, reason } = await carryOut({ ...job.data, attempt }, service, config)
    await deployments.note(id, state === 'succeeded' ? 'succeeded' : 'failed', reason)
  } catch (error) {
    const reason = reasonOf(error)
    const last =
      config.options.retries === 'discard-on-error' || job.attemptsMade + 1 >= (job.opts.attempts ?? 1)
    log('attempt failed', { id, attempt, last, reason })
    if (last) await deployments.note(id, config.options.deadJobs, reason)
    throw last ? new UnrecoverableError(reason) : error
  }
}
