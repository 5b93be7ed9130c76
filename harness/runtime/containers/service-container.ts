import type { ContainerInspectInfo, MountSettings } from 'dockerode'
import { GenericContainer, type WaitStrategy } from 'testcontainers'
import type { ContainerSettings } from '../runtime.ts'

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
  /** Of a service whose clock can be set: what it is told, and folders and files of this machine that it sees, by their paths in it. */
  readonly clock?: {
    readonly env: Readonly<Record<string, string>>
    readonly mounts: Readonly<Record<string, string>>
  }
  /** A volume that it sees at this path. */
  readonly disk?: { readonly volume: string; readonly folder: string }
  /** Text files by full path. */
  readonly files: Readonly<Record<string, string>>
  /** In place of argv, as the service is described elsewhere. */
  readonly own?: ContainerSettings
  /** Put before the names of its volumes. */
  readonly volumePrefix?: string
}

export interface OwnNetwork {
  readonly name: string
  /** Address in that network. */
  readonly host: string
  /** Ports of the container with the port of 127.0.0.1 that each is published at. */
  readonly published: readonly { readonly port: number; readonly hostPort: number }[]
  /** Default: the service's name; false: the engine's own. An engine resolves it for all in the network. */
  readonly hostname?: string | false
  readonly extraHosts?: readonly string[]
  /** Containers by the name that this one has for them. */
  readonly peers?: readonly (readonly [container: string, name: string])[]
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
      .withEnvironment({ ...plan.env })
      .withLabels({ ...plan.own?.create.Labels, ...plan.labels })
      .withAutoCleanup(false)
    if (!plan.own) this.withEntrypoint([...plan.argv])
    const { descriptorLimit } = plan
    if (descriptorLimit !== undefined)
      this.withUlimits({ nofile: { soft: descriptorLimit, hard: descriptorLimit } })
    const files = Object.entries(plan.files).map(([target, content]) => ({ target, content }))
    if (files.length > 0) this.withCopyContentToContainer(files)
    const { mounted } = plan
    const mounts = { ...plan.clock?.mounts, ...(mounted && { [mounted.folder]: mounted.folder }) }
    const { disk } = plan
    this.withBindMounts([
      ...Object.entries(mounts).map(([target, source]) => ({ source, target, mode: 'ro' as const })),
      ...(disk ? [{ source: disk.volume, target: disk.folder, mode: 'rw' as const }] : []),
    ])
    if (mounted) this.withWorkingDir(mounted.cwd)
    this.hostConfig.Init = true
    if (plan.own) this.#describe(plan.own, plan)
    if ('holder' in plan.network) this.withNetworkMode(`container:${plan.network.holder}`)
    else this.#join(plan.network, plan.service)
  }

  #describe({ create, host, copied }: ContainerSettings, { labels, volumePrefix = '' }: ContainerPlan): void {
    const { Labels: _, ...others } = create
    Object.assign(this.createOpts, others)
    Object.assign(this.hostConfig, host)
    if (host.Mounts) this.hostConfig.Mounts = host.Mounts.map((mount) => marked(mount, labels, volumePrefix))
    if (copied.length > 0) this.withCopyContentToContainer([...copied])
  }

  #join({ name, host, published, hostname, extraHosts = [], peers = [] }: OwnNetwork, service: string): void {
    this.withNetworkMode(name)
    if (hostname !== false) this.withHostname(hostname ?? service)
    if (extraHosts.length > 0) this.hostConfig.ExtraHosts = [...extraHosts]
    const Links = peers.map((peer) => peer.join(':'))
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: {
        [name]: { IPAMConfig: { IPv4Address: host }, ...(Links.length > 0 && { Links }) },
      },
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

/** A volume of the run's own, which its label finds. */
function marked(mount: MountSettings, labels: ContainerPlan['labels'], prefix: string): MountSettings {
  if (mount.Type !== 'volume') return mount
  const options = mount.VolumeOptions ?? { NoCopy: false, DriverConfig: { Name: '', Options: {} } }
  return {
    ...mount,
    Source: mount.Source === '' ? '' : `${prefix}${mount.Source}`,
    VolumeOptions: { ...options, Labels: { ...labels } },
  }
}
