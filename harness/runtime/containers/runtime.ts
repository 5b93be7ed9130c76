import { randomBytes } from 'node:crypto'
import type { Address, Runtime, RuntimeOptions, Service, ServiceSpec } from '../runtime.ts'
import { ServiceSet } from '../service-set.ts'
import { RUN_LABEL } from '../state.ts'
import { ContainerDriver } from './driver.ts'
import { Engine } from './engine.ts'
import { imageOf } from './image.ts'
import { RunNetwork } from './network.ts'
import { PublishedPorts } from './published-ports.ts'
import type { ContainerPlan } from './service-container.ts'

/** Marks what belongs to one runtime of a run: several may be open at once. */
const INSTANCE_LABEL = 'gameday.runtime'

/** How long a connect through a published port must last to count: the engine drops it in about 1 ms when nobody listens. */
const HOLD_MS = 20

interface Opening {
  readonly instance: string
  readonly publish: boolean
}

/** Services in containers, on a network of their own with fixed addresses. */
export class ContainersRuntime implements Runtime {
  readonly kind = 'containers'
  readonly #engine: Engine
  readonly #network: RunNetwork
  readonly #services: ServiceSet
  readonly #runId: string
  readonly #instance: string
  readonly #published: PublishedPorts | undefined

  private constructor(options: RuntimeOptions, engine: Engine, network: RunNetwork, open: Opening) {
    this.#engine = engine
    this.#network = network
    this.#services = new ServiceSet(options)
    this.#runId = options.runId
    this.#instance = open.instance
    this.#published = open.publish ? new PublishedPorts() : undefined
  }

  /**
   * @param publish reach services through ports of 127.0.0.1. Default: where the containers' own addresses cannot be
   *   reached from here (Docker Desktop, a rootless engine).
   */
  static async open(options: RuntimeOptions, { publish }: { publish?: boolean } = {}) {
    const engine = await Engine.connect()
    const instance = randomBytes(4).toString('hex')
    const labels = { [RUN_LABEL]: options.runId, [INSTANCE_LABEL]: instance }
    const network = await RunNetwork.create(engine, `gameday-${instance}`, labels)
    return new ContainersRuntime(options, engine, network, { instance, publish: publish ?? !engine.native })
  }

  async reserve(service: string, ports: readonly string[]): Promise<Record<string, Address>> {
    const addresses = this.#network.reserve(service, ports)
    await this.#published?.reserve(Object.values(addresses))
    return addresses
  }

  reach(address: Address): Address {
    return this.#published?.reach(address) ?? address
  }

  start(spec: ServiceSpec): Promise<Service> {
    const driver = new ContainerDriver({
      engine: this.#engine,
      runId: this.#runId,
      plan: () => this.#plan(spec),
      reach: (address) => this.reach(address),
      holdMs: this.#published ? HOLD_MS : 0,
    })
    return this.#services.start(spec, driver)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#services.dispose()
    await this.#removeRest()
    await this.#network.remove(this.#engine)
  }

  async #plan(spec: ServiceSpec): Promise<Omit<ContainerPlan, 'env'>> {
    const host = this.#network.hostOf(spec.name)
    const ports = Object.values(spec.ports)
    return {
      image: await imageOf(spec.program.image),
      name: `gameday-${this.#instance}-${spec.name}`,
      hostname: spec.name,
      argv: [...spec.program.containerArgv, ...(spec.args ?? [])],
      labels: { [RUN_LABEL]: this.#runId, [INSTANCE_LABEL]: this.#instance },
      network: this.#network.name,
      host,
      descriptorLimit: spec.descriptorLimit,
      workingDir: spec.cwd,
      published: this.#published
        ? ports.map((address) => ({ port: address.port, hostPort: this.reach(address).port }))
        : [],
    }
  }

  /** Containers whose start failed half way belong to no service any more. */
  async #removeRest(): Promise<void> {
    const { docker } = this.#engine
    const filters = { label: [`${INSTANCE_LABEL}=${this.#instance}`] }
    const left = await this.#engine.call('list containers', docker.listContainers({ all: true, filters }))
    const remove = ({ Id }: { Id: string }) =>
      this.#engine.callIfThere(
        `remove ${Id.slice(0, 12)}`,
        docker.getContainer(Id).remove({ force: true, v: true }),
      )
    await Promise.all(left.map(remove))
  }
}
