import type { Limit } from './machine/cgroups/limits.ts'
import type { MachineClock } from './machine-clock.ts'
import type { Resolver } from './names/resolver.ts'
import type { Address, ExecResult, SocketTable, Squeeze } from './runtime.ts'

/** How one incarnation ended, as the operating system or the engine tells it. */
export interface Ending {
  readonly code: number
  readonly signal?: NodeJS.Signals
  readonly at: number
  readonly uncertaintyNs: number
}

/** A signal on its way: sent at `at`, delivered at most `uncertaintyNs` later. */
export interface Sent {
  readonly at: number
  readonly uncertaintyNs: number
}

/** One incarnation of a service: a process or one run of a container. */
export interface Incarnation {
  readonly pid: number
  /** The pid is no process that can be seen from here, as on another machine. */
  readonly elsewhere?: boolean
  readonly spawnedAt: number
  /** Settles after the last output was delivered. Rejects with a HarnessError when the end cannot be known any more. */
  readonly ended: Promise<Ending>
  /** Undefined when it has ended already. */
  signal(signal: NodeJS.Signals): Promise<Sent | undefined>
  freeze(): Promise<void>
  thaw(): Promise<void>
  frozen(): Promise<boolean>
  sockets(): Promise<SocketTable>
  memory(): Promise<number>
  squeeze(limit: Limit): Promise<Squeeze>
  exec(argv: readonly string[]): Promise<ExecResult>
}

/** What the engine says of a container's health. */
export interface Health {
  /** `none`: it has no health check. */
  readonly status: 'none' | 'starting' | 'healthy' | 'unhealthy'
  /** What the newest check printed. */
  readonly said: string
}

export type Output = (stream: 'stdout' | 'stderr', chunk: string) => void

/** What differs between the runtimes for one service; everything else is `ManagedService`. */
export interface Driver {
  /** Starts the next incarnation; `env` is complete. Output arrives from the first byte on. */
  launch(env: Readonly<Record<string, string>>, output: Output): Promise<Incarnation>
  /** Ends what is running at once, without a grace time, and removes every trace of the service. */
  discard(): Promise<void>
  /** How the harness reaches an address of the run. */
  reach(address: Address): Address
  /** Of a service that has names of its own, from its first start on. */
  readonly resolver?: Resolver | undefined
  /** Only where there is an engine that looks. */
  health?(): Promise<Health>
  /** Which of several engines it runs on: `node-1` is the manager. */
  readonly node?: string | undefined
  /** Of where it runs. Default: this machine's. */
  readonly clock?: MachineClock
  /** See `AcceptingOptions.holdMs`. */
  readonly holdMs: number
}
