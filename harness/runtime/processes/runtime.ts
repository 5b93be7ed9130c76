import { MissingPartError } from '../../errors.ts'
import { LoopbackAddresses } from '../loopback-addresses.ts'
import { namesMissing } from '../names/missing.ts'
import { loopbackOfItsOwn } from '../names/resolver.ts'
import type { Address, Front, Runtime, RuntimeOptions, Service, ServiceSpec } from '../runtime.ts'
import { ServiceSet } from '../service-set.ts'
import { ProcessDriver } from './driver.ts'

/** Services as local processes on loopback: starts in a few ms, needs their programs on this machine. */
export class ProcessesRuntime implements Runtime {
  readonly kind = 'processes'
  readonly #addresses = new LoopbackAddresses()
  readonly #services: ServiceSet
  readonly #options: RuntimeOptions
  /** Addresses of ways, by `from>to`. */
  readonly #fronts = new Map<string, string>()

  constructor(options: RuntimeOptions) {
    this.#services = new ServiceSet(options)
    this.#options = options
  }

  reserve(service: string, ports: readonly string[]): Promise<Record<string, Address>> {
    return this.#addresses.reserve(service, ports)
  }

  async front({ from, to }: Front): Promise<{ readonly host: string }> {
    const missing = await namesMissing()
    if (missing !== undefined)
      throw new MissingPartError(`${from} reaches ${to} by a name of the run: ${missing}`)
    const way = `${from}>${to}`
    const host = this.#fronts.get(way) ?? loopbackOfItsOwn()
    this.#fronts.set(way, host)
    return { host }
  }

  reach(address: Address): Address {
    return address
  }

  get services() {
    return this.#services.all
  }

  start(spec: ServiceSpec): Promise<Service> {
    return this.#services.start(spec, new ProcessDriver(spec, this.#options))
  }

  async furtherHost(): Promise<string> {
    return loopbackOfItsOwn()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#services.dispose()
    await this.#addresses.release()
  }
}
