import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../journal/clock.ts'
import type { Service } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const pauseKind = { name: 'pause', colour: '#475569' }

/** How long a process may take to stop: at its next return from the kernel, microseconds as a rule. */
const stopsWithinMs = 500

const pollMs = 2

/**
 * Freezes a service (SIGSTOP, or the container's freezer) until it is healed: its connections stay open and the kernel still
 * accepts new ones, but nothing answers. Evidence: the operating system, or the engine, says that it is stopped.
 */
export async function pause(context: FaultContext, service: Service): Promise<OpenFault> {
  const { incarnation } = service.started
  const fault = openFault(context, pauseKind, service.name, `${service.name} is frozen`, async () => {
    // One that was killed meanwhile has nothing to wake up, and its replacement was never frozen.
    if (service.running && service.started.incarnation === incarnation) await service.resume()
  })
  const from = now()
  await service.pause()
  do {
    if (await service.frozen()) {
      fault.observed('seen stopped', now(), now() - from)
      break
    }
    await sleep(pollMs)
  } while (now() < from + stopsWithinMs * 1e6)
  return fault
}

defineFault(
  pauseKind,
  'Freezes a service: its connections stay open, and nothing answers',
  {
    pause: (context, { service }) => pause(context, service),
  },
  { pause: { on: 'service', healing: 'undo' } },
)

declare module './faults.ts' {
  interface Faults {
    pause(target: Target): Promise<OpenFault>
  }
}
