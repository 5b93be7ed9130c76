import { now } from '../../journal/clock.ts'
import type { HttpProber } from '../../probes/http-prober/prober.ts'
import type { SteadyState } from '../../system/system.ts'
import { waitUntil } from '../../system/wait-until.ts'
import type { Progress } from './progress.ts'

export interface SteadyParts {
  readonly vms: readonly string[]
  /** Sync workers of the deploy service. */
  readonly workers: number
  readonly progress: Progress
  readonly prober: HttpProber
  readonly deploy: (vms: readonly string[]) => Promise<string>
  readonly signal: AbortSignal
}

/** Deployments of a proof. */
const proofs = 4

/** How much later than its report a deployment may be seen on its VM, real ms: each is a line in another program's log. */
const lateMs = 1_000

/**
 * Takes some small deployments, to one VM each, through all of the pipeline: each must be reported succeeded, its job must have completed,
 * the VM must not have been given it twice, and a probe sent after that must be answered. One that is reported succeeded and that its VM lacks is
 * not waited for: it is a failure for certain, which a check of every scenario says.
 */
export async function proveSteady(parts: SteadyParts, timeoutMs: number): Promise<SteadyState> {
  const { vms, prober, signal } = parts
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
    for (let first = 0; first < proofs; first += parts.workers) {
      const own = Array.from({ length: parts.workers }, (_, index) => [vms[(first + index) % vms.length]!])
      const why = await deployOnce(parts, own, left())
      if (why) return state(false, 0, why)
    }
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

/** One deployment to each of these sets of VMs at once, as many as there are workers: none waits for one. Why one did not go all the way. */
async function deployOnce(
  { progress, deploy, signal }: SteadyParts,
  sets: readonly (readonly string[])[],
  limitMs: number,
): Promise<string | undefined> {
  const ids = await Promise.all(sets.map((set) => deploy(set)))
  const done = (id: string) => progress.ended(id) && progress.reported(id) === 'succeeded'
  const lost = (id: string) => progress.again(id) || progress.reported(id) === 'failed'
  await waitUntil(() => ids.every(done) || ids.some(lost), { limitMs, signal })
  const applied = (id: string) => progress.applied(id) === 1
  if (ids.every(done))
    await waitUntil(() => ids.every(applied) || ids.some(lost), {
      limitMs: Math.min(limitMs, lateMs),
      signal,
    })
  if (ids.some(progress.again)) return 'the deployment to one VM was applied more than once'
  const open = ids.find((id) => !done(id))
  return open && `the deployment to one VM ended as ${progress.reported(open) ?? 'nothing yet'}`
}
