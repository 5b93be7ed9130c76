import { once } from 'node:events'
import { createServer } from 'node:net'
import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { Link } from '../../runtime/links.ts'
import { loopbackOfItsOwn } from '../../runtime/names/resolver.ts'
import type { Address, Service } from '../../runtime/runtime.ts'
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
  const next = loopbackOfItsOwn()
  let left: OldAddress | undefined
  const fault = await distort(context, staleNameKind, service, {
    ...({ answer: 'stale', address: old, name, how: 'with the old address' } as const),
    detail: `${link.to} moves, and ${name} is answered with its old address`,
    healed: async () => {
      resolver.set(name, next)
      return left?.leave()
    },
  })
  await link.move(next)
  left = await OldAddress.watch(link.address)
  return fault
}

/** Whoever dials the address that was left is reset, and counted. */
class OldAddress {
  readonly #server = createServer((socket) => {
    this.#firstAt ??= now()
    this.#dials++
    socket.on('error', () => {})
    socket.resetAndDestroy()
  })
  #dials = 0
  #firstAt: number | undefined

  static async watch({ host, port }: Address): Promise<OldAddress> {
    const old = new OldAddress()
    old.#server.listen({ host, port })
    await once(old.#server, 'listening')
    return old
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
