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

/**
 * Takes a small deployment, to one VM, through all of the pipeline: it must be reported succeeded, its job must have completed, the VM
 * must have been given it once, and a probe sent after that must be answered.
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
    const id = await parts.deploy(vms.slice(0, 1))
    const done = () =>
      progress.ended(id) && progress.reported(id) === 'succeeded' && progress.applied(id) === 1
    await waitUntil(() => done() || progress.again(id) || progress.reported(id) === 'failed', {
      limitMs: left(),
      signal,
    })
    if (!done())
      return state(false, 0, `the deployment to one VM ended as ${progress.reported(id) ?? 'nothing yet'}`)
    if (progress.again(id)) return state(false, 0, 'the deployment to one VM was applied more than once')
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
