import { type FaultContext, type OpenFault, openFault } from './fault.ts'

export const duplicateHostKind = { name: 'duplicate-host', colour: '#be185d' }

/** A host that can be there twice. */
export interface Duplicable {
  readonly host: string
  /** Name of the second one in the journal. */
  readonly twin: string
  join(): void
  leave(): void
}

/**
 * A second host with the same id joins the fleet and stays until the fault is healed. Evidence: the first registration of the
 * second one.
 */
export async function duplicateHost(
  context: FaultContext,
  { host, twin, join, leave }: Duplicable,
): Promise<OpenFault> {
  const fault = openFault(context, duplicateHostKind, host, `a second ${host} joins`, async () => {
    unsubscribe()
    leave()
  })
  const unsubscribe = context.journal.onEvent((event) => {
    if (event.kind !== 'host' || event.host !== twin || event.state !== 'registered') return
    unsubscribe()
    fault.observed(`${twin} registered`, event.at)
  })
  join()
  return fault
}
