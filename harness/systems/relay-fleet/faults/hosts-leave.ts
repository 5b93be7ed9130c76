import { defineFaultMethod, type FaultContext, type OpenFault, openFault } from '../../../definitions.ts'

const hostsLeaveKind = { name: 'hosts-leave', colour: '#57534e' }

/** Hosts that can end and come back. */
export interface Leavers {
  readonly hosts: readonly string[]
  leave(): void
  comeBack(): void
}

/** Hosts end, as when their machines are switched off, until it is healed. Evidence: each of their tunnels has ended. */
export async function hostsLeave(
  context: FaultContext,
  { hosts, leave, comeBack }: Leavers,
): Promise<OpenFault> {
  const waiting = new Set(hosts)
  const fault = openFault(context, hostsLeaveKind, 'hosts', `${hosts.length} hosts end`, async () => {
    unsubscribe()
    comeBack()
  })
  const unsubscribe = context.journal.onEvent((event) => {
    if (event.kind !== 'host' || event.state !== 'closed' || !waiting.has(event.host)) return
    waiting.delete(event.host)
    if (waiting.size > 0) return
    unsubscribe()
    fault.observed(`${hosts.length} tunnels ended`, event.at)
  })
  leave()
  return fault
}

defineFaultMethod(hostsLeaveKind, 'Hosts end, as when their machines are switched off', {
  hostsLeave,
})

declare module '../../../faults/faults.ts' {
  interface Faults {
    hostsLeave(leavers: Leavers): Promise<OpenFault>
  }
}
