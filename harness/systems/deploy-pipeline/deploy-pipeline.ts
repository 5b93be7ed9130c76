import { deployQueue } from '../../../docker/deploy-service/wire.ts'
import { HarnessError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Journal } from '../../journal/writer.ts'
import { startHttpProber } from '../../probes/http-prober/prober.ts'
import { linkBetween } from '../../runtime/links.ts'
import type { Address } from '../../runtime/runtime.ts'
import { createMember } from '../../system/member.ts'
import { settled } from '../../system/settle.ts'
import type { RunningSystem, System, SystemContext } from '../../system/system.ts'
import { DeploymentWatcher } from './deployment-watcher.ts'
import { followEvents } from './event-feed.ts'
import { observePipeline, type PipelineObservations } from './observe.ts'
import type { PipelineSize, PipelineVariant } from './options.ts'
import { createPipeline, type DeployPipeline } from './pipeline.ts'
import { followProgress } from './progress.ts'
import { journalRollouts } from './rollouts.ts'
import { startServices } from './services.ts'
import { proveSteady } from './steady.ts'
import { pipelineLinks, pipelineNodes } from './topology.ts'

export interface PipelineFixtures {
  readonly pipeline: DeployPipeline
  readonly observe: PipelineObservations
}
/** Names of the checks that are made in every scenario. */
const standing = {
  requestsFailed: 'requests failed without a fault',
  jobsRetried: 'jobs retried without a fault',
  deploymentsMisreported: 'deployments reported otherwise than they went',
} as const

/** A deploy pipeline: orchestrator with its job queue in Redis, nginx, deploy service, VMs, and Toxiproxy on every link. */
export function deployPipeline({
  vms = 6,
  workers = 2,
}: PipelineSize = {}): System<PipelineFixtures, PipelineVariant> {
  return {
    name: 'deploy-pipeline',
    hosts: (asked) => asked ?? vms,
    hostsAre: 'VM',
    topology: () => ({ nodes: [...pipelineNodes], links: [...pipelineLinks] }),
    standingChecks: Object.values(standing),
    start: (context, variant) => startPipeline(context, context.hosts ?? vms, workers, variant ?? {}),
  }
}

/** Some hundred requests in the shortest scenario: so many are needed to see one that fails one in twenty. */
const probeCadenceMs = 40

/** The orchestrator answers in milliseconds; a machine that has much to do must not pass for one that does not. */
const probeTimeoutMs = 2_000

/** Reads of the orchestrator's transitions, which carry their own moments; a read takes it under a millisecond. */
const reportCadenceMs = 25

/** Probes under way when a system is taken down get this long; what they would tell is no longer looked at. */
const proberGraceMs = 50

async function startPipeline(
  context: SystemContext,
  size: number,
  workers: number,
  variant: PipelineVariant,
): Promise<RunningSystem<PipelineFixtures>> {
  const { journal, runtime, factor, signal } = context
  const vms = Array.from({ length: size }, (_, index) => `vm-${index + 1}`)
  const progress = followProgress(journal)
  const services = await startServices(context, workers, variant)
  const { addresses, links } = services
  // Loaded only here: BullMQ takes 60 ms to load.
  const { watchJobs } = await import('./job-watcher.ts')

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
  const deploy = deployments(clients, journal, signal)
  const observe = observePipeline(vms, factor)
  const pipeline = createPipeline({
    orchestrator: createMember(services.orchestrator, factor, signal),
    deployService: createMember(services.deployService, factor, signal),
    vms,
    links,
    jobs,
    progress,
    deploy,
    ...vmsControl(runtime.reach(addresses.vms), signal),
    factor,
    signal,
  })
  const resources = started.move()
  return {
    fixtures: { pipeline, observe },
    links,
    steady: (timeoutMs) => proveSteady({ vms, workers, progress, prober, deploy, signal }, timeoutMs),
    settle: async () => {
      await settled(signal, prober.settled())
      await journalRollouts(redis, journal)
    },
    standing: (check) => {
      check(standing.requestsFailed, observe.failedUntouched()).is(0)
      check(standing.jobsRetried, observe.retriedUntouched()).is(0)
      check(standing.deploymentsMisreported, observe.reportedOtherwise()).is(0)
    },
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

/** How often the harness asks for a deployment that is refused. */
const asksMax = 20

/**
 * Asks for one deployment after the other, `deploy-1`, `deploy-2` …, each with a change set of its own. Each request is journalled as a
 * probe; one that is refused is sent again, as whoever wants a deployment does.
 */
function deployments({ host, port }: Address, journal: Journal, signal: AbortSignal) {
  let count = 0
  const ask = async (id: string, vms: readonly string[]): Promise<boolean> => {
    const due = now()
    const answer = await fetch(`http://${host}:${port}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, changeSet: id.replace('deploy', 'change-set'), vms }),
      signal,
    })
    await answer.arrayBuffer()
    // Taken already: the request before had been, though its answer said otherwise.
    const ok = answer.status === 202 || answer.status === 409
    journal.append({
      kind: 'probe',
      probe: 'deploy',
      host: 'orchestrator',
      due,
      sent: due,
      ok,
      status: answer.status,
      ...(!ok && { error: 'status' }),
    })
    return ok
  }
  return async (vms: readonly string[]): Promise<string> => {
    const id = `deploy-${++count}`
    for (let asks = 0; asks < asksMax; asks++) if (await ask(id, vms)) return id
    throw new HarnessError(`the orchestrator refused ${id} ${asksMax} times`)
  }
}

/** What the harness orders and asks of the VMs, past every proxy. */
function vmsControl({ host, port }: Address, signal: AbortSignal) {
  const call = async (method: string, path: string) => {
    const answer = await fetch(`http://${host}:${port}/${path}`, { method, signal })
    if (!answer.ok) throw new HarnessError(`the VMs answered ${answer.status} to ${path}`)
    return answer.json() as Promise<{ asked?: number }>
  }
  return {
    vmsDo: async (what: 'hold' | 'release') => void (await call('POST', what)),
    vmsAsked: async (deployment: string) => (await call('GET', `deployments/${deployment}/asked`)).asked ?? 0,
  }
}
