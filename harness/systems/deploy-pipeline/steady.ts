import { deployConstants } from '../../../docker/deploy-service/constants.ts'
import { now } from '../../journal/clock.ts'
import type { HttpProber } from '../../probes/http-prober/prober.ts'
import type { SteadyState } from '../system.ts'
import { waitUntil } from '../wait-until.ts'
import type { Progress } from './progress.ts'

export interface SteadyParts {
  readonly vms: readonly string[]
  readonly progress: Progress
  readonly prober: HttpProber
  readonly deploy: (vms: readonly string[]) => Promise<string>
  readonly signal: AbortSignal
}

/** Deployments of a proof: as many as the orchestrator works on at the same time. */
const proofs = deployConstants.jobConcurrency

/**
 * Takes some small deployments, to one VM each, through all of the pipeline: each must be reported succeeded, its job must have completed,
 * the VM must have been given it once, and a probe sent after that must be answered.
 */
export async function proveSteady(parts: SteadyParts, timeoutMs: number): Promise<SteadyState> {
  const { vms, progress, prober, signal } = parts
  const start = now()
  const left = () => timeoutMs - (now() - start) / 1e6
  const state = (ok: boolean, answered: number, reason?: string): SteadyState => ({
    ok,
    hosts: vms.length,
    answered,
    tookMs: (now() - start) / 1e6,
    ...(reason === undefined ? {} : { reason }),
  })
  try {
    const ids = await Promise.all(
      Array.from({ length: proofs }, (_, index) => parts.deploy([vms[index % vms.length]!])),
    )
    const done = (id: string) =>
      progress.ended(id) && progress.reported(id) === 'succeeded' && progress.applied(id) === 1
    const lost = (id: string) => progress.again(id) || progress.reported(id) === 'failed'
    await waitUntil(() => ids.every(done) || ids.some(lost), { limitMs: left(), signal })
    const open = ids.find((id) => !done(id))
    if (open)
      return state(false, 0, `the deployment to one VM ended as ${progress.reported(open) ?? 'nothing yet'}`)
    if (ids.some(progress.again))
      return state(false, 0, 'the deployment to one VM was applied more than once')
  } catch (error) {
    signal.throwIfAborted()
    return state(
      false,
      0,
      `no deployment can be asked for: ${error instanceof Error ? error.message : error}`,
    )
  }
  const since = now()
  const answered = () => [...prober.latest.values()].some((probe) => probe.ok && probe.due >= since)
  const ok = await waitUntil(answered, { limitMs: left(), signal })
  return state(ok, ok ? 1 : 0, ok ? undefined : 'the newest probe was not answered')
}
