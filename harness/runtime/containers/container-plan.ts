import type { ContainerSettings } from '../runtime.ts'

/** Everything that one container is created from. */
export interface ContainerPlan {
  readonly image: string
  readonly name: string
  readonly service: string
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Its own place in the run's network, the namespace of the container that holds its address, or that of its engine. */
  readonly network: OwnNetwork | { readonly holder: string } | 'of its engine'
  readonly descriptorLimit: number | undefined
  /** A folder of this machine, read-only at the same path, and the one in it in which the service runs. */
  readonly mounted?: { readonly folder: string; readonly cwd: string }
  /** Of a service whose clock can be set: what it is told, and folders and files of this machine that it sees, by their paths in it. */
  readonly clock?: {
    readonly env: Readonly<Record<string, string>>
    readonly mounts: Readonly<Record<string, string>>
  }
  /** Files of this machine that it sees, by their paths in it, of a service that has names of its own. */
  readonly nameFiles?: Readonly<Record<string, string>>
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
