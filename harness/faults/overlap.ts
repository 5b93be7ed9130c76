import { now } from '../journal/clock.ts'
import type { Service } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'

export const overlapKind = { name: 'overlap', colour: '#6d28d9' }

/** A second process with the identity of a service that is there already. */
export interface Twin {
  readonly name: string
  start(): Promise<Service>
}

export interface Overlap extends OpenFault {
  /** Before the twin was started, and when it accepted connections (ns). */
  readonly bootedAt: number
  readonly acceptingAt: number
}

/**
 * A replacement boots while the one that it replaces still serves, and does nothing more. Evidence: it accepts connections
 * and the original still runs. Healing kills it, so that it takes no leave of anything.
 */
export async function overlap(context: FaultContext, original: Service, twin: Twin): Promise<Overlap> {
  let started: Service | undefined
  const bootedAt = now()
  const detail = `${twin.name} boots beside ${original.name}`
  const fault = openFault(
    context,
    overlapKind,
    original.name,
    detail,
    async () => void (await started?.kill()),
  )
  started = await twin.start()
  const { acceptingAt, acceptingResolutionNs } = started.started
  if (original.running)
    fault.observed(`${twin.name} accepts, ${original.name} runs`, acceptingAt, acceptingResolutionNs)
  return { ...fault, bootedAt, acceptingAt }
}
