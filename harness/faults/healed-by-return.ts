import type { Service } from '../runtime/runtime.ts'
import type { FaultContext, OpenFault } from './fault.ts'

/** Heals a fault that took a service down once a newer incarnation of it accepts connections. */
export function healedByReturn({ journal }: FaultContext, service: Service, fault: OpenFault): void {
  const downed = service.started.incarnation
  const unsubscribe = journal.onEvent((event) => {
    if (event.kind !== 'service' || event.service !== service.name) return
    if (event.state !== 'accepting' || event.incarnation <= downed) return
    unsubscribe()
    void fault.heal()
  })
}
