import { setTimeout as delay } from 'node:timers/promises'
import type { Network } from 'dockerode'
import { HarnessError } from '../../errors.ts'
import type { Address } from '../runtime.ts'
import { type Engine, RefusedError } from './engine.ts'
import { pickSubnet, type Subnet } from './subnet.ts'

/** Tries for a subnet that nobody takes at the same moment. */
const ATTEMPTS = 10

/** A swarm notes a moment later that a container has left a network. */
const LEAVING_MS = 300

/** First host part given to a service; the engine keeps .1 as the gateway. */
const FIRST_HOST = 10

/** Ports inside a container; every service has an address of its own, so that all can use the same. */
const FIRST_PORT = 8_000

interface NetworkOptions {
  /** No way leads out of it. */
  readonly internal?: boolean
  /** `overlay`: of all engines of a swarm. */
  readonly driver?: 'bridge' | 'overlay'
}

/** A network of one runtime, in which every service has an address that survives its restarts. */
export class RunNetwork {
  readonly name: string
  readonly #network: Network
  readonly #subnet: Subnet
  readonly #hosts = new Map<string, string>()
  readonly #ports = new Map<string, string[]>()

  private constructor(name: string, network: Network, subnet: Subnet) {
    this.name = name
    this.#network = network
    this.#subnet = subnet
  }

  static async create(
    engine: Engine,
    name: string,
    labels: Readonly<Record<string, string>>,
    { internal = false, driver = 'bridge' }: NetworkOptions = {},
  ): Promise<RunNetwork> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const subnet = pickSubnet()
      const creating = engine.docker.createNetwork({
        Name: name,
        Driver: driver,
        ...(driver === 'overlay' && { Attachable: true }),
        Internal: internal,
        IPAM: { Driver: 'default', Config: [{ Subnet: subnet.cidr }] },
        Labels: { ...labels },
      })
      try {
        return new RunNetwork(name, await engine.call(`create network ${name}`, creating), subnet)
      } catch (error) {
        // "Pool overlaps with other one on this address space" comes with 403, or 400 from newer engines.
        if (!(error instanceof RefusedError && /overlap/i.test(error.message))) throw error
      }
    }
    throw new HarnessError(`no free subnet was found for network ${name} in ${ATTEMPTS} tries`)
  }

  /** Of its addresses, as `10.200.7.0/24`. */
  get cidr(): string {
    return this.#subnet.cidr
  }

  /** Address of a service: the same each time it is asked for. */
  hostOf(service: string): string {
    const known = this.#hosts.get(service)
    if (known) return known
    const host = FIRST_HOST + this.#hosts.size
    if (host > 254)
      throw new HarnessError(`network ${this.name} has room for 245 services: ${service} is one too many`)
    const address = `${this.#subnet.prefix}.${host}`
    this.#hosts.set(service, address)
    return address
  }

  /**
   * Addresses of a service's ports: the same names give the same addresses again.
   * @param fixed ports that are given, by name
   */
  reserve(
    service: string,
    ports: readonly string[],
    fixed: Readonly<Record<string, number>> = {},
  ): Record<string, Address> {
    const known = this.#ports.get(service) ?? []
    const names = [...new Set([...known, ...ports])]
    this.#ports.set(service, names)
    const host = this.hostOf(service)
    const portOf = (name: string) => fixed[name] ?? FIRST_PORT + names.indexOf(name)
    return Object.fromEntries(ports.map((name) => [name, { host, port: portOf(name) }]))
  }

  /** Takes a container in, under these names. @param host its address; default: any that is free */
  async connect(engine: Engine, id: string, names: readonly string[], host?: string): Promise<void> {
    const EndpointConfig = {
      ...(names.length > 0 && { Aliases: [...names] }),
      ...(host !== undefined && { IPAMConfig: { IPv4Address: host } }),
    }
    const connecting = this.#network.connect({ Container: id, EndpointConfig })
    await engine.call(`connect a container to network ${this.name}`, connecting)
  }

  /** Number of an overlay network in the packets between engines. @throws HarnessError for another kind of network */
  async vxlanId(engine: Engine): Promise<number> {
    const { Options } = await engine.call(`inspect network ${this.name}`, this.#network.inspect())
    const id = Number(Options?.['com.docker.network.driver.overlay.vxlanid_list']?.split(',')[0])
    if (Number.isInteger(id)) return id
    throw new HarnessError(`network ${this.name} is no overlay: its engine tells no VXLAN number`)
  }

  async remove(engine: Engine): Promise<void> {
    const what = `remove network ${this.name}`
    for (let attempt = 1; ; attempt++) {
      try {
        return void (await engine.callIfThere(what, this.#network.remove()))
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error
        // A swarm answers so, with 500, while it removes the network anyway.
        if (/ not found$/.test(error.message)) return
        if (!/in use/i.test(error.message) || attempt === ATTEMPTS) throw error
        await delay(LEAVING_MS)
      }
    }
  }
}
