import { deployQueue } from '../../../docker/deploy-service/wire.ts'
import { HarnessError } from '../../errors.ts'
import { DeploymentWatcher } from '../../probes/deployment-watcher.ts'
import { followEvents } from '../../probes/event-feed.ts'
import { startHttpProber } from '../../probes/http-prober/prober.ts'
import { linkBetween } from '../../runtime/links.ts'
import type { Address } from '../../runtime/runtime.ts'
import { createMember } from '../member.ts'
import { settled } from '../settle.ts'
import type { RunningSystem, System, SystemContext } from '../system.ts'
import { observePipeline, type PipelineObservations } from './observe.ts'
import type { PipelineForm, PipelineSize } from './options.ts'
import { createPipeline, type DeployPipeline } from './pipeline.ts'
import { followProgress } from './progress.ts'
import { startServices } from './services.ts'
import { proveSteady } from './steady.ts'
import { pipelineLinks, pipelineNodes } from './topology.ts'

export interface PipelineFixtures {
  readonly pipeline: DeployPipeline
  readonly observe: PipelineObservations
}

/** A deploy pipeline: orchestrator with its job queue in Redis, nginx, deploy service, VMs, and Toxiproxy on every link. */
export function deployPipeline({
  vms = 6,
  workers = 2,
}: PipelineSize = {}): System<PipelineFixtures, PipelineForm> {
  return {
    name: 'deploy-pipeline',
    hosts: (asked) => asked ?? vms,
    hostsAre: 'VM',
    topology: () => ({ nodes: [...pipelineNodes], links: [...pipelineLinks] }),
    start: (context, form) => startPipeline(context, context.hosts ?? vms, workers, form ?? {}),
  }
}

const probeCadenceMs = 100
const probeTimeoutMs = 500

/** Reads of the orchestrator's transitions, which carry their own moments; a read takes it under a millisecond. */
const reportCadenceMs = 25

/** Probes under way when a system is taken down get this long; what they would tell is no longer looked at. */
const proberGraceMs = 50

async function startPipeline(
  context: SystemContext,
  size: number,
  workers: number,
  form: PipelineForm,
): Promise<RunningSystem<PipelineFixtures>> {
  const { journal, runtime, factor, signal } = context
  const vms = Array.from({ length: size }, (_, index) => `vm-${index + 1}`)
  const progress = followProgress(journal)
  const services = await startServices(context, workers, form)
  const { addresses, links } = services
  // Loaded only here: BullMQ takes 60 ms to load.
  const { watchJobs } = await import('../../probes/job-watcher.ts')

  await using started = new AsyncDisposableStack()
  const redis = runtime.reach(addresses.redis)
  const clients = runtime.reach(linkBetween(links, 'clients', 'orchestrator').address)
  const [jobs, feed, prober] = await Promise.all([
    watchJobs({ redis, queue: deployQueue, journal }),
    followEvents({
      address: runtime.reach(addresses.vms),
      toEvent: (line) => ({ kind: 'application', ...(line as object) }) as never,
      journal,
    }),
    startProber(context, clients),
  ])
  started.use(jobs)
  started.use(feed)
  started.defer(() => prober.stop(proberGraceMs))
  const reports = started.use(
    new DeploymentWatcher({
      address: runtime.reach(addresses.orchestrator),
      cadenceMs: reportCadenceMs,
      journal,
    }),
  )
  const deploy = deployments(clients, signal)
  const pipeline = createPipeline({
    orchestrator: createMember(services.orchestrator, factor, signal),
    deployService: createMember(services.deployService, factor, signal),
    vms,
    links,
    jobs,
    progress,
    deploy,
    factor,
    signal,
  })
  const resources = started.move()
  return {
    fixtures: { pipeline, observe: observePipeline(vms, factor) },
    steady: (timeoutMs) => proveSteady({ vms, progress, prober, deploy, signal }, timeoutMs),
    settle: () => settled(signal, prober.settled()),
    broken: Promise.race([jobs.failed, feed.failed, reports.failed, prober.failed]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

function startProber({ runId, journal, signal }: SystemContext, address: Address) {
  return startHttpProber({
    probe: 'client',
    targets: [
      { host: 'orchestrator', address, path: '/deployments', headers: {}, expectBody: '"deployments":[' },
    ],
    cadenceMs: probeCadenceMs,
    timeoutMs: probeTimeoutMs,
    journal,
    env: { PATH: process.env.PATH ?? '', GAMEDAY_RUN_ID: runId },
    signal,
  })
}

/** Asks for one deployment after the other, `deploy-1`, `deploy-2` …, each with a change set of its own. */
function deployments({ host, port }: Address, signal: AbortSignal) {
  let count = 0
  return async (vms: readonly string[]): Promise<string> => {
    const id = `deploy-${++count}`
    const response = await fetch(`http://${host}:${port}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, changeSet: `change-set-${count}`, vms }),
      signal,
    })
    if (response.status !== 202)
      throw new HarnessError(`the orchestrator answered ${response.status} to a deployment`)
    await response.arrayBuffer()
    return id
  }
}
