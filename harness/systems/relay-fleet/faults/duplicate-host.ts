import { defineFaultMethod, type FaultContext, type OpenFault, openFault } from '../../../definitions.ts'

const duplicateHostKind = { name: 'duplicate-host', colour: '#be185d' }

/** A host that can be there twice. */
export interface Duplicable {
  readonly host: string
  /** Name of the second one in the journal. */
  readonly twin: string
  /** Under which name its registrations are told, where that is not its own: `host`, where a relay tells them by id. */
  readonly registersAs?: string
  join(): void
  leave(): void
}

/**
 * A second host with the same id joins the fleet and stays until the fault is healed. Evidence: the first registration of the
 * second one, or of the id, where registrations are told by id.
 */
export async function duplicateHost(
  context: FaultContext,
  { host, twin, registersAs = twin, join, leave }: Duplicable,
): Promise<OpenFault> {
  const fault = openFault(context, duplicateHostKind, host, `a second ${host} joins`, async () => {
    unsubscribe()
    leave()
  })
  const unsubscribe = context.journal.onEvent((event) => {
    if (event.kind !== 'host' || event.host !== registersAs || event.state !== 'registered') return
    unsubscribe()
    fault.observed(
      registersAs === twin ? `${twin} registered` : `${host} was registered again, with the second one there`,
      event.at,
    )
  })
  join()
  return fault
}

defineFaultMethod(duplicateHostKind, 'A second host with the same id joins the fleet', {
  duplicateHost,
})

declare module '../../../faults/faults.ts' {
  interface Faults {
    duplicateHost(host: Duplicable): Promise<OpenFault>
  }
}
