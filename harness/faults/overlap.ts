import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../journal/clock.ts'
import type { Service } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const overlapKind = { name: 'overlap', colour: '#6d28d9' }

/** A second process with the identity of a service that is there already. */
export interface Twin {
  readonly name: string
  start(): Promise<Service>
  /** The line by which it says that it has done what it does at its start. Left out where it says nothing of the kind. */
  readonly cleanUp?: RegExp
}

export interface Overlap extends OpenFault {
  /** Before the twin was started, and when it accepted connections (ns). */
  readonly bootedAt: number
  readonly acceptingAt: number
}

/**
 * A replacement boots while the one that it replaces still serves, and does nothing more. Evidence: it has said that it cleaned
 * up, and after that both accept connections while the original is neither gone nor frozen. Healing kills it, so that it takes no
 * leave of anything.
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
  const { acceptingAt, acceptingUncertaintyNs } = started.started
  const lacking = await lacksOf(original, twin, started)
  if (lacking !== undefined) fault.unproven(lacking)
  else {
    const did = twin.cleanUp ? `${twin.name} has cleaned up; it` : twin.name
    const evidence = `${did} and ${original.name} accept at the same time`
    fault.observed(evidence, acceptingAt, acceptingUncertaintyNs)
  }
  return { ...fault, bootedAt, acceptingAt }
}

/** A program logs its start-up work before it listens, or within this after it; real ms. */
const saidWithinMs = 500
const pollMs = 10

/** What is missing to say that both serve at the same time. */
async function lacksOf(original: Service, twin: Twin, started: Service): Promise<string | undefined> {
  const { cleanUp } = twin
  if (cleanUp) {
    const said = () => started.logs().some(({ text }) => cleanUp.test(text))
    for (const limit = now() + saidWithinMs * 1e6; !said() && now() < limit; ) await sleep(pollMs)
    if (!said()) return `${twin.name} did not clean up`
  }
  const serves = async (service: Service) => service.running && (await service.accepts())
  const [old, replacement] = await Promise.all([serves(original), serves(started)])
  if (!replacement) return `${twin.name} accepted nobody beside ${original.name}`
  // A frozen one is accepted for by the kernel.
  if (!old || !original.running || (await original.frozen())) return `${original.name} did not serve any more`
  return undefined
}

defineFault(overlapKind, 'A replacement boots while the service that it replaces still serves', {
  overlap: (context, { service }, twin) => overlap(context, service, twin),
})

declare module './faults.ts' {
  interface Faults {
    overlap(original: Target, twin: Twin): Promise<Overlap>
  }
}
