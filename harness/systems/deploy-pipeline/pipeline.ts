import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Duration,
  HarnessError,
  type Link,
  type Member,
  type MetricRef,
  metric,
  now,
  parseDuration,
  type Running,
} from '../../door.ts'
import type { Progress } from './progress.ts'

/** The deploy pipeline as scenarios see it. */
export interface DeployPipeline {
  readonly orchestrator: Member
  readonly deployService: Member
  /** Names of the application's VMs. */
  readonly vms: readonly string[]
  /** The work of taking a job up, which no profile makes shorter: the slowest in the steady state. */
  readonly takingUpWork: MetricRef
  /** The link between two roles, by name: `pipeline.link('orchestrator', 'proxy')`. */
  link(from: string, to: string): Link
  /** Asks the orchestrator for a deployment on all VMs. Resolves with its id, which is the job's too. */
  deploy(): Promise<string>
  /** Waits until so many VMs have applied the deployment. @throws HarnessError when they do not within `giveUpAfter` */
  appliedBy(deployment: string, vms: number, options: { readonly giveUpAfter: Duration }): Promise<void>
  /** Waits until so many VMs were given the deployment. @throws HarnessError when they were not within `giveUpAfter` */
  begunBy(deployment: string, vms: number, options: { readonly giveUpAfter: Duration }): Promise<void>
  /**
   * From now on a VM that applies a change set holds it until it is released, by this call's result or at the end of its scope.
   * @param vms default: all
   */
  holdVms(vms?: readonly string[]): Promise<HeldVms>
  /** Waits until the VMs were asked what they have of the deployment, or were given it again; at most `giveUpAfter`. */
  vmsAsked(deployment: string, options: { readonly giveUpAfter: Duration }): Promise<void>
  /** Waits until the deployment's job was started after `since`. Resolves with that moment, or that at which the wait ended (ns). */
  takenUpAgain(
    deployment: string,
    options: { readonly since: number; readonly giveUpAfter: Duration },
  ): Promise<number>
  /**
   * Waits until a job worker that has taken up the deployment's job asks the deploy service for its state. Resolves with that worker.
   * @throws HarnessError when none does within `giveUpAfter`
   */
  askedBy(deployment: string, options: { readonly giveUpAfter: Duration }): Promise<Member>
  /** Waits until an order that this start of the job sent came to the deploy service after `since` (ns); at most `giveUpAfter`. */
  ordered(
    deployment: string,
    options: { readonly attempt: number; readonly since: number; readonly giveUpAfter: Duration },
  ): Promise<void>
  /**
   * Waits until every job has ended and its end was reported, or a VM was given a change set again, which nothing that follows can
   * mend; at most `giveUpAfter`. Resolves with the moment at which the wait ended (ns).
   */
  over(deployments: readonly string[], options: { readonly giveUpAfter: Duration }): Promise<number>
  /** Reads the dead set now. Resolves with the moment of the read (ns). */
  readDeadSet(): Promise<number>
}

export interface HeldVms extends AsyncDisposable {
  release(): Promise<void>
}

export interface PipelineParts {
  readonly running: Running
  readonly vms: readonly string[]
  readonly progress: Progress
  /** How often the VMs were asked what they have of a deployment. */
  readonly vmsAsked: (deployment: string) => Promise<number>
  /** Makes these VMs, or all, hold what they apply. */
  readonly holdVms: (vms: readonly string[]) => Promise<void>
  readonly releaseVms: () => Promise<void>
  readonly deploy: (vms: readonly string[]) => Promise<string>
  readonly readDeadSet: () => Promise<number>
}

/** Between two questions to the VMs, real time. */
const pollMs = 10

export function createPipeline(parts: PipelineParts): DeployPipeline {
  const { running, vms, progress } = parts
  const { factor, signal } = running
  const { orchestrator, 'deploy-service': deployService } = running.services as Readonly<
    Record<string, Member>
  >
  const wait = (condition: () => boolean, giveUpAfter: Duration) => running.until(condition, giveUpAfter)
  const reached = async (
    what: 'applied' | 'begun',
    deployment: string,
    count: number,
    { giveUpAfter }: { readonly giveUpAfter: Duration },
  ) => {
    if (await wait(() => progress[what](deployment) >= count, giveUpAfter)) return
    const seen = `${progress[what](deployment)} of ${count} VMs`
    throw new HarnessError(`after ${giveUpAfter} of scenario time ${seen} have ${what} ${deployment}`)
  }
  return {
    orchestrator: orchestrator!,
    deployService: deployService!,
    vms,
    takingUpWork: metric('work-of-taking-up', {}),
    link: running.link,
    deploy: () => parts.deploy(vms),
    appliedBy: (deployment, count, options) => reached('applied', deployment, count, options),
    begunBy: (deployment, count, options) => reached('begun', deployment, count, options),
    holdVms: async (held = []) => {
      await parts.holdVms(held)
      return { release: parts.releaseVms, [Symbol.asyncDispose]: parts.releaseVms }
    },
    vmsAsked: async (deployment, { giveUpAfter }) => {
      for (const limit = now() + parseDuration(giveUpAfter) * factor * 1e6; now() < limit; ) {
        if ((await parts.vmsAsked(deployment)) > 0 || progress.again(deployment)) return
        await sleep(pollMs, undefined, { signal })
      }
    },
    takenUpAgain: async (deployment, { since, giveUpAfter }) => {
      await wait(() => progress.startedAfter(deployment, since) !== undefined, giveUpAfter)
      return progress.startedAfter(deployment, since) ?? now()
    },
    askedBy: async (deployment, { giveUpAfter }) => {
      const asked = () => progress.calls(deployment).some(({ call }) => call === 'state')
      const name = (await wait(asked, giveUpAfter)) ? progress.takenBy(deployment) : undefined
      if (name !== undefined) return (running.services as Readonly<Record<string, Member>>)[name]!
      throw new HarnessError(
        `after ${giveUpAfter} of scenario time no job worker has asked for ${deployment}`,
      )
    },
    ordered: async (deployment, { attempt, since, giveUpAfter }) => {
      const came = () => progress.calls(deployment).some((one) => one.attempt === attempt && one.at >= since)
      await wait(came, giveUpAfter)
    },
    over: async (deployments, { giveUpAfter }) => {
      const ended = (id: string) => progress.ended(id) && progress.reported(id) !== undefined
      await wait(() => deployments.every(ended) || deployments.some(progress.again), giveUpAfter)
      return now()
    },
    readDeadSet: parts.readDeadSet,
  }
}
