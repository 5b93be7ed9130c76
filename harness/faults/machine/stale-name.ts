import type { Server } from 'node:net'
import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { openerIn } from '../../runtime/elsewhere/opener.ts'
import type { Link } from '../../runtime/links.ts'
import { networkPlaceOf } from '../../runtime/packets/network-place.ts'
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
  const [proxy] = link.proxies ?? []
  if (!link.move || !proxy || link.from !== service.name)
    throw new UsageError(`link ${link.name} is not a way of ${service.name} that can move`)
  // Nobody is to find the old address without anyone at it.
  await using opener = await openerIn(await networkPlaceOf(proxy.service))
  let next: string | undefined
  let left: OldAddress | undefined
  const fault = await distort(context, staleNameKind, service, {
    ...({ answer: 'stale', address: old, name, how: 'with the old address' } as const),
    detail: `${link.to} moves, and ${name} is answered with its old address`,
    healed: async () => {
      if (next !== undefined) resolver.set(name, next)
      return left?.leave()
    },
  })
  next = await link.move()
  left = new OldAddress(await opener.listen(link.address))
  return fault
}

/** Whoever dials the address that was left is reset, and counted. */
class OldAddress {
  readonly #server: Server
  #dials = 0
  #firstAt: number | undefined

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      this.#firstAt ??= now()
      this.#dials++
      socket.on('error', () => {})
      socket.resetAndDestroy()
    })
  }

  /** Nobody listens there from now on. */
  async leave() {
    this.#server.close()
    return this.#firstAt === undefined
      ? undefined
      : { evidence: `${this.#dials} connections to it were reset`, at: this.#firstAt }
  }
}

defineFault(staleNameKind, 'A far side moves, and DNS goes on answering with its old address', {
  staleName: (context, { service }, options) => staleName(context, service, options),
})

declare module '../faults.ts' {
  interface Faults {
    staleName(target: Target, options: StaleNameOptions): Promise<OpenFault>
  }
}
