import { deployQueue } from '../../../docker/deploy-service/wire.ts'
import { http, type Running, system, UsageError } from '../../door.ts'
import { readDeadJobs } from './dead-set.ts'
import { watchDeployments } from './deployment-watcher.ts'
import { deployments } from './deployments.ts'
import './events/deploy-events.ts'
import { followEvents } from './event-feed.ts'
import { observePipeline } from './observe.ts'
import type { DeployPipelineOptions } from './options.ts'
import { createPipeline } from './pipeline.ts'
import {
  deployProxy,
  deployServiceProgram,
  orchestratorProgram,
  pageOf,
  queueStore,
  secondOrchestrator,
  vmsProgram,
} from './programs.ts'
import { followProgress } from './progress.ts'
import { callReaders, notReportedBy, orchestratorReaders, workerReaders } from './reports.ts'
import { journalRollouts } from './rollouts.ts'
import { proveSteady } from './steady.ts'
import { vmsControl } from './vms.ts'

/**
 * A deploy pipeline: orchestrator with its job queue in Redis, nginx, deploy service, VMs, and Toxiproxy on every link. The orchestrator may be a
 * program of your own.
 * @throws UsageError for a program that can never work
 */
export function deployPipeline(options: DeployPipelineOptions = {}) {
  refuseMistakes(options)
  const { vms = 6, workers = 2, folder } = options
  const page = pageOf(options)
  const notReported = notReportedBy(options)
  const observe = observePipeline([], 1)
  return system('deploy-pipeline', {
    scalable: true,
    ...(folder !== undefined && { folder }),
    hosts: { are: 'VM', count: vms },
    services: {
      redis: queueStore(options),
      vms: vmsProgram,
      'deploy-service': deployServiceProgram(workers),
      proxy: deployProxy(),
      orchestrator: orchestratorProgram(options),
      ...secondOrchestrator(options),
    },
    probes: {
      // Some hundred requests in the shortest scenario: so many are needed to see one that fails one in twenty.
      clients: http({
        to: 'orchestrator',
        path: page.path,
        expect: { body: page.body ?? '' },
        ...{ every: '40ms', realTime: true, timeout: '2s', answers: 1 },
      }),
    },
    events: { ...orchestratorReaders(options), ...workerReaders(options), 'rollout-call': callReaders },
    ...(notReported.length > 0 && { notReported }),
    standing: (check) => {
      check('requests failed without a fault', observe.failedUntouched()).is(0)
      check('jobs retried without a fault', observe.retriedUntouched()).is(0)
      check('deployments reported otherwise than they went', observe.reportedOtherwise()).is(0)
    },
    extend: (running) => extend(running as unknown as Running, options, workers),
  })
}

/** The watchers, the waits and the deployments that scenarios of this system have. */
async function extend(running: Running, options: DeployPipelineOptions, workers: number) {
  const vms = Array.from({ length: running.hosts }, (_, index) => `vm-${index + 1}`)
  const progress = followProgress(running)
  const [readDeadSet] = await Promise.all([watchJobs(running, options), followEvents(running, 'vms')])
  if (!options.orchestrator) watchDeployments(running)
  const deploy = deployments(running, options)
  return {
    fixtures: {
      pipeline: createPipeline({ running, vms, progress, deploy, readDeadSet, ...vmsControl(running) }),
      observe: observePipeline(vms, running.factor),
    },
    steady: (limitMs: number) => proveSteady({ running, vms, workers, progress, deploy }, limitMs),
    settle: () => journalRollouts(running),
  }
}

/** Watches our orchestrator's jobs through the job framework itself. Gives back what reads the dead set. */
async function watchJobs(
  running: Running,
  { orchestrator }: DeployPipelineOptions,
): Promise<() => Promise<number>> {
  if (orchestrator) return () => readDeadJobs(running, orchestrator)
  // Loaded only here: BullMQ takes 60 ms to load.
  const { watchQueue } = await import('./job-watcher.ts')
  const watcher = await watchQueue(running, deployQueue)
  return () => watcher.readDeadSet()
}

function refuseMistakes({ vms, workers, orchestrator, orchestrators = 1 }: DeployPipelineOptions): void {
  for (const [name, count] of Object.entries({ vms, workers }))
    if (count !== undefined && !(Number.isInteger(count) && count > 0))
      throw new UsageError(`deployPipeline({ ${name}: ${count} }): give it a whole number from 1 on`)
  if (orchestrators !== 1 && orchestrators !== 2)
    throw new UsageError(`deployPipeline({ orchestrators: ${orchestrators} }): give it 1 or 2`)
  if (orchestrator && orchestrators > 1)
    throw new UsageError(
      'deployPipeline({ orchestrators }): only the orchestrator that comes with gameday has a second one: leave out one of the two',
    )
  if (orchestrator && !JSON.stringify(orchestrator).includes('{proxy'))
    throw new UsageError(
      'deployPipeline({ orchestrator }): it is not told where to have changes made: mention {proxy.url} in its env or command',
    )
}
