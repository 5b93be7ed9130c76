import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import { abortAccepted } from '../../runtime/packets/abort-accepted.ts'
import type { Service } from '../../runtime/runtime.ts'
import { type FaultContext, type FaultKind, openFault } from '../fault.ts'
import { defineFault } from '../faults.ts'

const abortSocketsKind: FaultKind = { name: 'abort-sockets', colour: '#6d28d9', needs: 'packets' }

/**
 * The kernel aborts every connection that a service has accepted: it reads ECONNABORTED itself, and its peer gets an RST.
 * Evidence: the sockets that the kernel says it destroyed.
 * @returns how many
 */
export async function abortSockets(context: FaultContext, service: Service): Promise<number> {
  await mustHaveLayers(['packets'])
  const detail = `the kernel aborts every connection that ${service.name} accepted`
  const fault = openFault(context, abortSocketsKind, service.name, detail)
  const from = now()
  const connections = await abortAccepted(service)
  if (connections > 0) fault.observed(`${connections} sockets destroyed`, from, now() - from, { connections })
  else fault.unproven(`${service.name} had no open connection`)
  await fault.heal()
  return connections
}

defineFault(
  abortSocketsKind,
  'The kernel aborts every connection that a service has accepted; the peers get an RST',
  { abortSockets: (context, { service }) => abortSockets(context, service) },
  { abortSockets: { on: 'service', healing: 'none' } },
)

declare module '../faults.ts' {
  interface Faults {
    abortSockets(target: Target): Promise<number>
  }
}
