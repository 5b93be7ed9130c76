import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import { descriptorLimit, setDescriptorLimit } from '../../runtime/machine/prlimit.ts'
import { readDescriptors } from '../../runtime/proc.ts'
import type { Service } from '../../runtime/runtime.ts'
import { visiblePid } from '../../runtime/visible-pid.ts'
import { typed } from '../by-hand.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import { defineFault } from '../faults.ts'

const takeDescriptorsKind: FaultKind = { name: 'take-descriptors', colour: '#92400e', needs: 'prlimit' }

export interface TakeDescriptorsOptions {
  /** Descriptors that a service may have open, at least 3. What is open beyond that stays open. */
  readonly limit: number
}

/** How often it is looked at whether all are taken. */
const pollMs = 20

/**
 * Lowers the limit of open descriptors of a running service, so that all that it opens, accepts or dials beyond it fails with EMFILE.
 * Evidence: it has as many open as the kernel says that it may.
 */
export async function takeDescriptors(
  context: FaultContext,
  service: Service,
  { limit }: TakeDescriptorsOptions,
): Promise<OpenFault> {
  if (!(Number.isInteger(limit) && limit >= 3))
    throw new UsageError(`limit ${limit}: it is a whole number from 3`)
  await mustHaveLayers(['prlimit'])
  const pid = await visiblePid(service)
  const before = await descriptorLimit(pid)
  const { incarnation } = service.started
  let proven = false
  const prove = (open: number, is: number, since: number) => {
    if (proven || is > limit || open < is) return
    proven = true
    fault.observed(`${open} descriptors open where ${is} are allowed`, now(), now() - since)
  }
  const look = async (since: number) => prove(readDescriptors(pid).length, await descriptorLimit(pid), since)
  const detail = `${service.name} may have ${limit} descriptors open in place of ${before}`
  const fault = openFault(context, takeDescriptorsKind, service.name, detail, async () => {
    clearInterval(timer)
    // Its next life has the limit that it was started with.
    if (!service.running || service.started.incarnation !== incarnation) return
    await look(now()).catch(() => {})
    if (!proven) fault.unproven(`${service.name} never had ${limit} descriptors open`)
    await setDescriptorLimit(pid, before)
  })
  let lookedAt = now()
  const timer = setInterval(() => {
    const since = lookedAt
    lookedAt = now()
    // One that has ended meanwhile is told of by its own events.
    void look(since).catch(() => {})
  }, pollMs)
  const [open, since] = [readDescriptors(pid).length, now()]
  await setDescriptorLimit(pid, limit)
  // It may end by that before the next look.
  prove(open, limit, since)
  return fault
}

defineFault(
  takeDescriptorsKind,
  'Lowers the limit of open descriptors of a running service: what it opens beyond fails with EMFILE',
  { takeDescriptors: (context, { service }, options) => takeDescriptors(context, service, options) },
  {
    takeDescriptors: {
      on: 'service',
      healing: 'undo',
      parameters: {
        limit: typed.number('descriptors that it may have open', { example: '16', range: [3, 1_000_000] }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    takeDescriptors(target: Target, options: TakeDescriptorsOptions): Promise<OpenFault>
  }
}
