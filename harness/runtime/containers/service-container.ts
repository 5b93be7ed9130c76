import type { ContainerInspectInfo } from 'dockerode'
import { GenericContainer, type WaitStrategy } from 'testcontainers'

/** Everything that one container is created from. */
export interface ContainerPlan {
  readonly image: string
  readonly name: string
  readonly service: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Its own place in the run's network, or the namespace of the container that holds its address. */
  readonly network: OwnNetwork | { readonly holder: string }
  readonly descriptorLimit: number | undefined
  /** A folder of this machine, read-only at the same path, and the one in it in which the service runs. */
  readonly mounted?: { readonly folder: string; readonly cwd: string }
  /** Text files by full path. */
  readonly files: Readonly<Record<string, string>>
}

export interface OwnNetwork {
  readonly name: string
  /** Address in that network. */
  readonly host: string
  /** Ports of the container with the port of 127.0.0.1 that each is published at. */
  readonly published: readonly { readonly port: number; readonly hostPort: number }[]
}

/** The runtime has a ready check of its own, so testcontainers' returns at once. */
const noWait: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
}

/**
 * A container with an init as PID 1, so that a service without a handler dies of a signal, and with a fixed address.
 * It is removed by the runtime and by our reaper, never by itself: its exit code is read first.
 */
export class ServiceContainer extends GenericContainer {
  inspected: ContainerInspectInfo | undefined
  readonly #onCreated: (id: string) => Promise<void>

  /** `onCreated` runs before the start: what it attaches to misses no output. */
  constructor(plan: ContainerPlan, onCreated: (id: string) => Promise<void> = async () => {}) {
    super(plan.image)
    this.#onCreated = onCreated
    this.withName(plan.name)
      .withEntrypoint([...plan.argv])
      .withEnvironment({ ...plan.env })
      .withLabels({ ...plan.labels })
      .withAutoCleanup(false)
    const { descriptorLimit } = plan
    if (descriptorLimit !== undefined)
      this.withUlimits({ nofile: { soft: descriptorLimit, hard: descriptorLimit } })
    const files = Object.entries(plan.files).map(([target, content]) => ({ target, content }))
    if (files.length > 0) this.withCopyContentToContainer(files)
    if (plan.mounted) {
      const { folder, cwd } = plan.mounted
      this.withBindMounts([{ source: folder, target: folder, mode: 'ro' }]).withWorkingDir(cwd)
    }
    this.hostConfig.Init = true
    if ('holder' in plan.network) this.withNetworkMode(`container:${plan.network.holder}`)
    else this.#join(plan.network, plan.service)
  }

  #join({ name, host, published }: OwnNetwork, hostname: string): void {
    this.withNetworkMode(name).withHostname(hostname)
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: { [name]: { IPAMConfig: { IPv4Address: host } } },
    }
    this.#publish(published)
  }

  #publish(published: OwnNetwork['published']): void {
    this.createOpts.ExposedPorts = Object.fromEntries(published.map(({ port }) => [`${port}/tcp`, {}]))
    this.hostConfig.PortBindings = Object.fromEntries(
      published.map(({ port, hostPort }) => [
        `${port}/tcp`,
        [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }],
      ]),
    )
  }

  protected override containerCreated = (id: string): Promise<void> => this.#onCreated(id)

  protected override async selectWaitStrategy(
    _client: unknown,
    inspected: ContainerInspectInfo,
  ): Promise<WaitStrategy> {
    this.inspected = inspected
    return noWait
  }
}
