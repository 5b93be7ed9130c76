import { randomBytes } from 'node:crypto'
import { HarnessError, MissingPartError } from '../../errors.ts'
import { allWithFolder, containerFiles, withFolder } from '../files.ts'
import { clockFolder } from '../machine/settable-clock.ts'
import { ownClock } from '../machine-clock.ts'
import { namesFolder } from '../names/own-names.ts'
import type { RunNodes } from '../nodes.ts'
import { networkPlaceOf } from '../packets/network-place.ts'
import type {
  Address,
  ContainerNames,
  Front,
  ReserveOptions,
  Runtime,
  RuntimeOptions,
  Service,
  ServiceSpec,
} from '../runtime.ts'
import { ServiceSet } from '../service-set.ts'
import { RUN_LABEL } from '../state.ts'
import { clockPlan } from './clock.ts'
import type { ContainerPlan, OwnNetwork } from './container-plan.ts'
import { Disks } from './disks.ts'
import { ContainerDriver } from './driver.ts'
import { Engine } from './engine.ts'
import { Fronts } from './fronts.ts'
import { addAddress } from './further-address.ts'
import { type Ground, singleEngine } from './ground.ts'
import { holderImage, imageOf } from './image.ts'
import { NamesInContainer } from './names.ts'
import { RunNetwork } from './network.ts'
import { PublishedPorts } from './published-ports.ts'
import { startContainer } from './start-container.ts'
import { removeVolumes } from './volumes.ts'

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
  readonly kind: Ground['kind']
  readonly nodes: RunNodes | undefined
  readonly #ground: Ground
  readonly #network: RunNetwork
  readonly #services: ServiceSet
  readonly #runId: string
  readonly #options: RuntimeOptions
  readonly #instance: string
  readonly #published: PublishedPorts | undefined
  /** Id of the container that holds a service's address, by service. */
  readonly #holders = new Map<string, Promise<string>>()
  readonly #fronts: Fronts
  readonly #disks: Disks
  readonly #named: NamesInContainer[] = []
  #further = 1

  private constructor(options: RuntimeOptions, ground: Ground, network: RunNetwork, open: Opening) {
    this.kind = ground.kind
    this.#ground = ground
    this.#network = network
    this.#services = new ServiceSet(options)
    this.#runId = options.runId
    this.#options = options
    this.#instance = open.instance
    this.#published = open.publish ? new PublishedPorts() : undefined
    this.#fronts = new Fronts(ground.manager, network.name, this.#labels())
    this.#disks = new Disks(this.#labels())
    this.nodes = ground.nodesOf?.(network, () => this.services)
  }

  /**
   * @param publish reach services through ports of 127.0.0.1. Default: where the containers' own addresses cannot be
   *   reached from here (Docker Desktop, a rootless engine).
   */
  static async open(options: RuntimeOptions, { publish }: { publish?: boolean } = {}) {
    const engine = await Engine.connect()
    return ContainersRuntime.openOn(singleEngine(engine), options, publish ?? !engine.native)
  }

  /** @param publish as of `open` */
  static async openOn(ground: Ground, options: RuntimeOptions, publish = false) {
    const instance = randomBytes(4).toString('hex')
    const labels = { [RUN_LABEL]: options.runId, [INSTANCE_LABEL]: instance }
    const network = await RunNetwork.create(ground.manager, `gameday-${instance}`, labels, {
      driver: ground.driver,
    })
    const runtime = new ContainersRuntime(options, ground, network, { instance, publish })
    try {
      await ground.enter?.(network, instance, labels)
      return runtime
    } catch (error) {
      await runtime[Symbol.asyncDispose]().catch(() => {})
      throw error
    }
  }

  async reserve(
    service: string,
    ports: readonly string[],
    { refuseWhenDown = false, fixed, names, region }: ReserveOptions = {},
  ): Promise<Record<string, Address>> {
    if (this.#services.disposed)
      throw new HarnessError(`${service} gets no address: the runtime has been taken down`)
    if (region !== undefined) this.#ground.place?.(service, region)
    const addresses = this.#network.reserve(service, ports, fixed)
    await this.#published?.reserve(Object.values(addresses))
    if (refuseWhenDown && !this.#services.disposed && !this.#holders.has(service))
      this.#keep(service, Object.values(addresses), names)
    return addresses
  }

  reach(address: Address): Address {
    return this.#published?.reach(address) ?? address
  }

  async front(front: Front): Promise<{ readonly host: string }> {
    if (this.kind === 'swarm')
      throw new MissingPartError(`${front.from} has names for others, which --runtime swarm has not yet`)
    return this.#fronts.open(front, await this.#holders.get(front.from))
  }

  async furtherHost(service: Service): Promise<string> {
    const host = this.#network.hostOf(`${service.name}, address ${++this.#further}`)
    await addAddress(await networkPlaceOf(service), this.#network.hostOf(service.name), host)
    return host
  }

  get services() {
    return this.#services.all
  }

  start(spec: ServiceSpec): Promise<Service> {
    const asked = Object.values(spec.names ?? {})
    const fronted = asked.filter((host) => this.#fronts.has(host))
    // The engine answers for the names of links.
    const hasOwn = fronted.length < asked.length
    const names = hasOwn ? this.#namesOf(spec.name, spec.ports, spec.names!) : undefined
    const driver = new ContainerDriver({
      engine: this.#ground.engineOf(spec.name),
      runId: this.#runId,
      plan: () => this.#plan(spec, names),
      ...(names && { names }),
      reach: (address) => this.reach(address),
      hasInit: spec.container?.host.Init ?? true,
      onCreated: async (id) => {
        await this.#fronts.use(fronted, (await this.#holders.get(spec.name)) ?? id)
        await this.#fronts.join(spec.name, id)
      },
      holdMs: this.#published ? HOLD_MS : 0,
      node: this.#ground.nodeOf?.(spec.name),
      clock: this.#ground.clockOf?.(spec.name) ?? ownClock,
    })
    return this.#services.start(spec, driver)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#services.dispose()
    this.#ground.leave?.()
    await Promise.all(this.#named.map((names) => names.close()))
    await Promise.allSettled(this.#holders.values())
    await Promise.all(this.#ground.engines.map((engine) => this.#removeRest(engine)))
    await this.#fronts.remove()
    for (const engine of this.#ground.engines) await removeVolumes(engine, this.#filters())
    await this.#network.remove(this.#ground.manager)
    await this.#published?.release()
  }

  #namesOf(service: string, ports: ServiceSpec['ports'], names: Readonly<Record<string, string>>) {
    if (this.kind === 'swarm')
      throw new MissingPartError(`${service} has names of its own, which --runtime swarm has not yet`)
    // A server in the namespace of the service itself would be gone at its first restart.
    if (!this.#holders.has(service)) this.#keep(service, Object.values(ports))
    const named = new NamesInContainer({
      ...{ service, names, engine: this.#ground.engineOf(service) },
      folder: namesFolder(this.#options, service),
      holder: () => this.#holders.get(service)!,
    })
    this.#named.push(named)
    return named
  }

  async #plan(spec: ServiceSpec, names?: NamesInContainer): Promise<Omit<ContainerPlan, 'env'>> {
    const holder = await this.#holders.get(spec.name)
    const engine = this.#ground.engineOf(spec.name)
    if (engine.remote && (spec.mount ?? spec.disk ?? spec.settableClock))
      throw new MissingPartError(
        `${spec.name} needs a folder, a disk or a clock of this machine, and its engine, ${engine.socket}, is another one's`,
      )
    const disk = spec.disk && (await this.#disks.open(engine, this.#nameOf(spec.name), spec.disk))
    const argv = [...spec.program.containerArgv, ...(spec.args ?? [])]
    return {
      image: await imageOf(spec.program.image),
      name: this.#nameOf(spec.name),
      service: spec.name,
      argv: spec.files ? withFolder(argv, containerFiles) : argv,
      labels: this.#labels(),
      network: holder ? { holder } : this.#ownNetwork(spec.name, Object.values(spec.ports)),
      descriptorLimit: spec.descriptorLimit,
      ...(spec.mount !== undefined && { mounted: { folder: spec.mount, cwd: spec.cwd ?? spec.mount } }),
      ...(spec.settableClock && { clock: clockPlan(clockFolder(this.#options, spec.name)) }),
      ...(names && { nameFiles: await names.mounts() }),
      ...(disk && { disk }),
      files: Object.fromEntries(
        Object.entries(allWithFolder(spec.files ?? {}, containerFiles)).map(([name, text]) => [
          `${containerFiles}/${name}`,
          text,
        ]),
      ),
      ...(spec.container && { own: spec.container, volumePrefix: this.#nameOf('') }),
    }
  }

  /** Has the address of a service held. */
  #keep(service: string, ports: readonly Address[], names?: ContainerNames): void {
    const holder = this.#hold(service, ports, names)
    // Awaited when the service starts; until then a failure has nobody to tell.
    holder.catch(() => {})
    this.#holders.set(service, holder)
  }

  /** A container that does nothing but keep a network namespace, and with it an address, while the service is down. */
  async #hold(service: string, ports: readonly Address[], names?: ContainerNames): Promise<string> {
    const peers = Object.entries(names?.peers ?? {}).map(
      ([name, peer]) => [this.#holderOf(peer), name] as const,
    )
    // The engine would resolve a service's name for all, past what stands between them.
    const own = names && {
      hostname: names.hostname ?? (false as const),
      extraHosts: names.extraHosts ?? [],
      peers,
    }
    const { Id } = await startContainer(this.#ground.engineOf(service), `hold the address of ${service}`, {
      image: await imageOf(holderImage),
      name: this.#holderOf(service),
      service,
      argv: ['sleep', 'infinity'],
      env: {},
      labels: this.#labels(),
      network: { ...this.#ownNetwork(service, ports), ...own },
      descriptorLimit: undefined,
      files: {},
    })
    return Id
  }

  #ownNetwork(service: string, ports: readonly Address[]): OwnNetwork {
    return {
      name: this.#network.name,
      host: this.#network.hostOf(service),
      published: this.#published
        ? ports.map((address) => ({ port: address.port, hostPort: this.reach(address).port }))
        : [],
    }
  }

  #nameOf(service: string): string {
    return `gameday-${this.#instance}-${service}`
  }

  #holderOf(service: string): string {
    return `${this.#nameOf(service)}-address`
  }

  #filters() {
    return { label: [`${INSTANCE_LABEL}=${this.#instance}`] }
  }

  #labels(): Record<string, string> {
    return { [RUN_LABEL]: this.#runId, [INSTANCE_LABEL]: this.#instance }
  }

  /** Holders of addresses, and containers whose start failed half way, belong to no service. */
  async #removeRest(engine: Engine): Promise<void> {
    const { docker } = engine
    const filters = this.#filters()
    const left = await engine.call('list containers', docker.listContainers({ all: true, filters }))
    const remove = ({ Id }: { Id: string }) =>
      engine.callIfThere(
        `remove ${Id.slice(0, 12)}`,
        docker.getContainer(Id).remove({ force: true, v: true }),
      )
    await Promise.all(left.map(remove))
  }
}
