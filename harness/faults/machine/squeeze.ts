import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import type { Counters } from '../../runtime/machine/cgroups/counters.ts'
import type { Limit } from '../../runtime/machine/cgroups/limits.ts'
import type { Service, Squeeze } from '../../runtime/runtime.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'

/** How often it is looked at whether the limit was met. */
const POLL_MS = 50

export interface Squeezing {
  readonly limit: Limit
  readonly detail: string
  /** What the kernel has counted of it, in words; undefined when that is nothing. */
  readonly seen: (counters: Counters) => string | undefined
  /** What did not happen. */
  readonly unseen: string
}

/**
 * Holds a running service to a limit until the fault is healed. Evidence: what the kernel counts in its group.
 * @throws MissingPartError where the kernel's groups cannot be used
 */
export async function squeeze(
  context: FaultContext,
  kind: FaultKind,
  service: Service,
  { limit, detail, seen, unseen }: Squeezing,
): Promise<OpenFault> {
  await mustHaveLayers(['cgroups'])
  let squeezed: Squeeze | undefined
  let onset: { readonly at: number; readonly uncertaintyNs: number } | undefined
  const look = async (since: number) => {
    const words = seen((await squeezed?.counters()) ?? { throttled: 0, atLimit: 0, killed: 0 })
    if (words === undefined || onset !== undefined) return words
    onset = { at: now(), uncertaintyNs: now() - since }
    fault.acting(words, onset.at)
    return words
  }
  const fault = openFault(context, kind, service.name, detail, async () => {
    clearInterval(timer)
    const words = await look(lookedAt)
    if (words !== undefined && onset) fault.observed(words, onset.at, onset.uncertaintyNs)
    else fault.unproven(unseen)
    await squeezed?.release()
  })
  let lookedAt = now()
  const timer = setInterval(() => {
    const since = lookedAt
    lookedAt = now()
    void look(since)
  }, POLL_MS)
  try {
    squeezed = await service.squeeze(limit)
  } catch (error) {
    await fault.heal()
    throw error
  }
  return fault
}
