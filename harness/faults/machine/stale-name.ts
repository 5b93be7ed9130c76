import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Link } from '../../runtime/links.ts'
import type { Service } from '../../runtime/runtime.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { distort, resolverOf } from './distort.ts'

const staleNameKind: FaultKind = { name: 'stale-name', colour: '#9f1239', needs: 'names' }

export interface StaleNameOptions {
  /** Name by which the service reaches the far side of the link. */
  readonly name: string
  /** The service's link to what moves. */
  readonly link: Link
}

/**
 * The far side of a link moves to another address, and DNS goes on answering its name with the old one, at which every connection is reset. Healing has DNS
 * tell the new address, where the far side stays. The service is started with `names`. Evidence: the queries that were answered with the
 * old address, and the connections to it.
 */
export async function staleName(
  context: FaultContext,
  service: Service,
  { name, link }: StaleNameOptions,
): Promise<OpenFault> {
  const resolver = resolverOf(service, name)
  const old = resolver.addressOf(name)!
  if (!link.move || link.from !== service.name)
    throw new UsageError(`link ${link.name} is not a way of ${service.name} that can move`)
  let moved: Awaited<ReturnType<typeof link.move>> | undefined
  let at = 0
  const fault = await distort(context, staleNameKind, service, {
    ...({ answer: 'stale', address: old, name, how: 'with the old address' } as const),
    detail: `${link.to} moves, and ${name} is answered with its old address`,
    healed: async () => {
      if (!moved) return undefined
      resolver.set(name, moved.host)
      const dials = await moved.leave()
      return dials > 0 ? { evidence: `${dials} connections to it were reset`, at } : undefined
    },
  })
  moved = await link.move()
  at = now()
  return fault
}

defineFault(staleNameKind, 'A far side moves, and DNS goes on answering with its old address', {
  staleName: (context, { service }, options) => staleName(context, service, options),
})

declare module '../faults.ts' {
  interface Faults {
    staleName(target: Target, options: StaleNameOptions): Promise<OpenFault>
  }
}
