import { HarnessError } from '../../errors.ts'
import { LoopbackAddresses } from '../loopback-addresses.ts'
import type { Address } from '../runtime.ts'

/** Fixed ports of 127.0.0.1 for addresses inside the network. */
export class PublishedPorts {
  readonly #loopback = new LoopbackAddresses('127.0.0.1')
  readonly #addresses = new Map<string, Address>()

  async reserve(addresses: readonly Address[]): Promise<void> {
    for (const { host, port } of addresses) {
      const name = `${host}:${port}`
      const { outside } = await this.#loopback.reserve(name, ['outside'])
      this.#addresses.set(name, outside!)
    }
  }

  /** The ports may be given to others. */
  release(): Promise<void> {
    return this.#loopback.release()
  }

  reach({ host, port }: Address): Address {
    const found = this.#addresses.get(`${host}:${port}`)
    if (!found) throw new HarnessError(`${host}:${port} is not an address of this runtime`)
    return found
  }
}
