import { defineFaultMethod, type FaultContext, type OpenFault, openFault } from '../../../definitions.ts'

const wrongTokensKind = { name: 'wrong-tokens', colour: '#9f1239' }

/** Hosts that come with tokens that are no good. */
export interface Intruders {
  readonly hosts: readonly string[]
  join(): void
  leave(): void
}

/**
 * Hosts with tokens that are no good dial, and dial again, until it is healed. Evidence: each of them had an answer, whether it was let in,
 * refused or closed.
 */
export async function wrongTokens(
  context: FaultContext,
  { hosts, join, leave }: Intruders,
): Promise<OpenFault> {
  const waiting = new Set(hosts)
  const detail = `${hosts.length} hosts come with tokens that are no good`
  const fault = openFault(context, wrongTokensKind, 'hosts', detail, async () => {
    unsubscribe()
    leave()
  })
  const unsubscribe = context.journal.onEvent((event) => {
    if (event.kind !== 'host' || !waiting.has(event.host)) return
    const refused = event.state === 'failed' && event.error?.startsWith('HTTP ')
    if (!refused && event.state !== 'registered' && event.state !== 'closed') return
    waiting.delete(event.host)
    if (waiting.size > 0) return
    unsubscribe()
    fault.observed(`each of ${hosts.length} had an answer`, event.at)
  })
  join()
  return fault
}

defineFaultMethod(wrongTokensKind, 'Hosts with tokens that are no good dial, and dial again', {
  wrongTokens,
})

declare module '../../../faults/faults.ts' {
  interface Faults {
    wrongTokens(intruders: Intruders): Promise<OpenFault>
  }
}
