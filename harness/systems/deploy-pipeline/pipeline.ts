import { type Duration, parseDuration } from '../../duration.ts'
import { HarnessError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { JobWatcher } from '../../probes/job-watcher.ts'
import { type Link, linkBetween } from '../../runtime/links.ts'
import type { Member } from '../member.ts'
import { waitUntil } from '../wait-until.ts'
import type { Progress } from './progress.ts'

/** The deploy pipeline as scenarios see it. */
export interface DeployPipeline {
  readonly orchestrator: Member
  readonly deployService: Member
  /** Names of the application's VMs. */
  readonly vms: readonly string[]
  /** The link between two roles, by name: `pipeline.link('orchestrator', 'proxy')`. */
  link(from: string, to: string): Link
  /** Asks the orchestrator for a deployment on all VMs. Resolves with its id, which is the job's too. */
  deploy(): Promise<string>
  /** Waits until so many VMs have applied the deployment. @throws HarnessError when they do not within `giveUpAfter` */
  appliedBy(deployment: string, vms: number, options: { readonly giveUpAfter: Duration }): Promise<void>
  /**
   * Waits until every job has ended and its end was reported, or a VM was given a change set again, which nothing that follows can
   * mend; at most `giveUpAfter`. Resolves with the moment at which the wait ended (ns).
   */
  over(deployments: readonly string[], options: { readonly giveUpAfter: Duration }): Promise<number>
  /** Reads the dead set now. Resolves with the moment of the read (ns). */
  readDeadSet(): Promise<number>
}

export interface PipelineParts {
  readonly orchestrator: Member
  readonly deployService: Member
  readonly vms: readonly string[]
  readonly links: ReadonlyMap<string, Link>
  readonly jobs: JobWatcher
  readonly progress: Progress
  readonly deploy: (vms: readonly string[]) => Promise<string>
  readonly factor: number
  readonly signal: AbortSignal
}

export function createPipeline(parts: PipelineParts): DeployPipeline {
  const { orchestrator, deployService, vms, links, jobs, progress, factor, signal } = parts
  const wait = (condition: () => boolean, giveUpAfter: Duration) =>
    waitUntil(condition, { limitMs: parseDuration(giveUpAfter) * factor, signal })
  return {
    orchestrator,
    deployService,
    vms,
    link: (from, to) => linkBetween(links, from, to),
    deploy: () => parts.deploy(vms),
    appliedBy: async (deployment, count, { giveUpAfter }) => {
      if (await wait(() => progress.applied(deployment) >= count, giveUpAfter)) return
      const applied = `${progress.applied(deployment)} of ${count} VMs`
      throw new HarnessError(`after ${giveUpAfter} of system time ${applied} have applied ${deployment}`)
    },
    over: async (deployments, { giveUpAfter }) => {
      const ended = (id: string) => progress.ended(id) && progress.reported(id) !== undefined
      await wait(() => deployments.every(ended) || deployments.some(progress.again), giveUpAfter)
      return now()
    },
    readDeadSet: () => jobs.readDeadSet(),
  }
}
