import type { ContainerInspectInfo } from 'dockerode'
import { GenericContainer, type WaitStrategy } from 'testcontainers'

/** Everything that one container is created from. */
export interface ContainerPlan {
  readonly image: string
  readonly name: string
  readonly hostname: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly network: string
  /** Address in that network. */
  readonly host: string
  readonly descriptorLimit: number | undefined
  readonly workingDir: string | undefined
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
  constructor(plan: ContainerPlan, onCreated: (id: string) => Promise<void>) {
    super(plan.image)
    this.#onCreated = onCreated
    this.withName(plan.name)
      .withHostname(plan.hostname)
      .withEntrypoint([...plan.argv])
      .withEnvironment({ ...plan.env })
      .withLabels({ ...plan.labels })
      .withNetworkMode(plan.network)
      .withAutoCleanup(false)
    const { descriptorLimit } = plan
    if (descriptorLimit !== undefined)
      this.withUlimits({ nofile: { soft: descriptorLimit, hard: descriptorLimit } })
    if (plan.workingDir !== undefined) this.withWorkingDir(plan.workingDir)
    this.hostConfig.Init = true
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: { [plan.network]: { IPAMConfig: { IPv4Address: plan.host } } },
    }
    this.#publish(plan.published)
  }

  #publish(published: ContainerPlan['published']): void {
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
