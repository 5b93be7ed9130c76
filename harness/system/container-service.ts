import type { ForeignImage } from '../runtime/containers/foreign-image.ts'
import type { ContainerSettings } from '../runtime/runtime.ts'
import type { Ready } from '../targets/described-program.ts'

/** Another service that one in a container reaches by its name. */
export interface Peer {
  readonly service: string
  /** Its own name, and others that it has for this one. */
  readonly names: readonly string[]
  /** A proxy stands between them, so that faults can be put there. */
  readonly linked: boolean
}

/** A service that only containers can run, as it is described elsewhere: in a Compose file. */
export interface ContainerService {
  /** Where, for messages: `compose.yaml`. */
  readonly describedIn: string
  readonly image: ForeignImage
  /** As the container gets it: nothing is filled in. */
  readonly env: Readonly<Record<string, string>>
  /** Ports that it is known to listen at, the main one first. Without any, those count that the image exposes, but nobody waits for them. */
  readonly ports: readonly number[]
  readonly peers: readonly Peer[]
  /** Services that are ready before it starts. */
  readonly after: readonly string[]
  /** `exit`: it is ready when it has ended with code 0. Default: its health check, or its main port, or that it runs. */
  readonly ready?: Ready | 'health' | 'exit'
  /** It has a health check of its image that may be waited for. */
  readonly heedsImageHealth: boolean
  /** Longest wait for a health check, ms. */
  readonly healthMs?: number
  readonly stopSignal?: NodeJS.Signals
  readonly killTimeoutMs?: number
  readonly copies?: number
  readonly hostname?: string
  readonly extraHosts?: readonly string[]
  readonly container: ContainerSettings
  /** What is known of it only on the containers runtime; what stands above is laid over it. */
  readonly describe?: () => Promise<Pick<ContainerService, 'env' | 'container'> & { readonly tag: string }>
}
