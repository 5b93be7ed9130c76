import { LoopbackAddresses } from '../loopback-addresses.ts'
import { loopbackOfItsOwn } from '../names/resolver.ts'
import type { Address, Runtime, RuntimeOptions, Service, ServiceSpec } from '../runtime.ts'
import { ServiceSet } from '../service-set.ts'
import { ProcessDriver } from './driver.ts'

/** Services as local processes on loopback: starts in a few ms, needs their programs on this machine. */
export class ProcessesRuntime implements Runtime {
  readonly kind = 'processes'
  readonly #addresses = new LoopbackAddresses()
  readonly #services: ServiceSet
  readonly #options: RuntimeOptions

  constructor(options: RuntimeOptions) {
    this.#services = new ServiceSet(options)
    this.#options = options
  }

  reserve(service: string, ports: readonly string[]): Promise<Record<string, Address>> {
    return this.#addresses.reserve(service, ports)
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
