import { closeCodes, shedReason } from '../../../../docker/relay/wire.ts'
import { type FaultContext, type OpenFault, openFault } from '../../../faults/fault.ts'
import { defineFault } from '../../../faults/faults.ts'
import type { Service } from '../../../runtime/runtime.ts'

const shedKind = { name: 'shed', colour: '#c026d3' }

/**
 * A relay closes each new tunnel with 1001 as soon as it has accepted it, as one that is overloaded, until it is healed. The
 * reference relay's test mode, switched by SIGUSR2. Evidence: the first tunnel that a host saw closed for that reason.
 */
export async function shed(context: FaultContext, service: Service): Promise<OpenFault> {
  const { incarnation } = service.started
  const fault = openFault(
    context,
    shedKind,
    service.name,
    `${service.name} closes new tunnels with 1001`,
    async () => {
      unsubscribe()
      // A relay that was started again since then does not shed, and a second signal would make it.
      if (service.running && service.started.incarnation === incarnation) await service.signal('SIGUSR2')
    },
  )
  const unsubscribe = context.journal.onEvent((event) => {
    if (event.kind !== 'host' || event.state !== 'closed') return
    if (event.code !== closeCodes.goingAway || event.reason !== shedReason) return
    unsubscribe()
    fault.observed(`a tunnel of ${event.host} was closed with 1001: ${shedReason}`, event.at)
  })
  await service.signal('SIGUSR2')
  return fault
}

defineFault(shedKind, 'A relay closes each new tunnel with 1001, as one that is overloaded', {
  shed: (context, { service }) => shed(context, service),
})

declare module '../../../faults/faults.ts' {
  interface Faults {
    shed(target: Target): Promise<OpenFault>
  }
}
