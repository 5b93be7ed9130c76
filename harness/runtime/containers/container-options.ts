import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode'
import type { ContainerPlan, OwnNetwork } from './container-plan.ts'

/**
 * What the engine is asked for: a container with an init as PID 1, so that a service without a handler dies of a signal, and with a fixed
 * address. It is removed by the runtime and by our reaper, never by itself: its exit code is read first.
 */
export function containerOptions(plan: ContainerPlan): ContainerCreateOptions {
  const { Labels, ...described } = plan.own?.create ?? {}
  const joined = joiningOf(plan)
  return {
    Image: plan.image,
    name: plan.name,
    Env: Object.entries(plan.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...Labels, ...plan.labels },
    ...(!plan.own && { Entrypoint: [...plan.argv] }),
    ...(plan.mounted && { WorkingDir: plan.mounted.cwd }),
    ...described,
    ...joined.options,
    HostConfig: {
      ...ownHost(plan),
      ...describedHost(plan),
      ...joined.host,
    },
  }
}

function ownHost({ descriptorLimit, mounted, clock, nameFiles, disk, own }: ContainerPlan): HostConfig {
  const mounts = { ...clock?.mounts, ...nameFiles, ...(mounted && { [mounted.folder]: mounted.folder }) }
  return {
    Init: true,
    Binds: [
      ...Object.entries(mounts).map(([target, source]) => `${source}:${target}:ro`),
      ...(disk ? [`${disk.volume}:${disk.folder}:rw`] : []),
      ...(own?.host.Binds ?? []),
    ],
    ...(descriptorLimit !== undefined && {
      Ulimits: [{ Name: 'nofile', Soft: descriptorLimit, Hard: descriptorLimit }],
    }),
  }
}

function describedHost({ own, labels, volumePrefix = '' }: ContainerPlan): HostConfig {
  if (!own) return {}
  const { Mounts, Binds: _, ...host } = own.host
  return {
    ...host,
    ...(Mounts && { Mounts: Mounts.map((mount) => marked(mount, labels, volumePrefix)) }),
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

interface Joining {
  readonly options?: ContainerCreateOptions
  readonly host: HostConfig
}

function joiningOf({ network, service }: ContainerPlan): Joining {
  if (network === 'of its engine') return { host: { NetworkMode: 'host' } }
  if ('holder' in network) return { host: { NetworkMode: `container:${network.holder}` } }
  return joining(network, service)
}

function joining(network: OwnNetwork, service: string): Joining {
  const { name, host, published, hostname, extraHosts = [], peers = [] } = network
  const Links = peers.map((peer) => peer.join(':'))
  const endpoint = { IPAMConfig: { IPv4Address: host }, ...(Links.length > 0 && { Links }) }
  const bound = published.map(({ port, hostPort }) => [
    `${port}/tcp`,
    [{ HostIp: '127.0.0.1', HostPort: String(hostPort) }],
  ])
  return {
    options: {
      ...(hostname !== false && { Hostname: hostname ?? service }),
      NetworkingConfig: { EndpointsConfig: { [name]: endpoint } },
      ExposedPorts: Object.fromEntries(published.map(({ port }) => [`${port}/tcp`, {}])),
    },
    host: {
      NetworkMode: name,
      ...(extraHosts.length > 0 && { ExtraHosts: [...extraHosts] }),
      PortBindings: Object.fromEntries(bound),
    },
  }
}
