import type { Link, ProbeTarget, Service } from '../../door.ts'
import type { FleetFacts } from './facts.ts'
import type { FleetHosts } from './fleet-hosts.ts'
import type { RelaySpec } from './options.ts'
import type { DirectorySource } from './probes/directory-source.ts'
import type { FailOverServices } from './services.ts'
import type { BriefToken, WrongToken } from './tokens.ts'

/** Everything of a fleet that runs, before any host has dialled: the reference implementation's programs, or a target's. */
export interface FleetPrograms {
  readonly facts: FleetFacts
  /** undefined: a target that does without. */
  readonly redis: Service | undefined
  /** Replica and Sentinel, where the directory fails over. */
  readonly failOver?: FailOverServices
  /** Ends TLS before what hosts dial, where they speak it. */
  readonly tlsEdge?: Service
  readonly relays: readonly { readonly spec: RelaySpec; readonly service: Service }[]
  readonly links: ReadonlyMap<string, Link>
  readonly hosts: FleetHosts
  /** undefined: a directory that nobody can read. */
  readonly directory: DirectorySource | undefined
  readonly clients: Clients
  /** Starts one more process with the identity of a relay, under a service name and at an address of its own. */
  startRelay(spec: RelaySpec, service: string): Promise<Service>
  /** The line by which a relay says that it has cleaned up at its start; undefined where nobody knows of one. */
  readonly cleanUpLine?: RegExp
  tokenOf(host: string): Promise<string>
  /** Tokens with which nobody may be taken for this host; undefined where nobody knows how to make them. */
  wrongTokens?(host: string): Promise<Record<WrongToken, string>>
  /** A client's token that is about to expire; undefined where nobody knows how to make one. */
  briefToken?(): Promise<BriefToken>
  /** Leaves entries of hosts that are gone in the directory. @throws MissingPartError where nobody knows how */
  leaveEntries(relay: string, count: number): Promise<void>
}

/** How clients ask for a host. */
export interface Clients {
  request(host: string): Omit<ProbeTarget, 'host' | 'address'>
  /** Path of a request that is answered so many real ms later; undefined: the hosts know none. */
  slowPath?(host: string, ms: number): string
  /** The hosts report a request that they answer later when it has come. */
  readonly reportsHeld?: true
  /** Real ms after which a client gives up. */
  readonly timeoutMs: number
}
