import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import type { NewEvent, RuntimeKind } from '../journal/events.ts'
import type { Question } from './answering.ts'
import type { Counters } from './machine/cgroups/counters.ts'
import type { Limit } from './machine/cgroups/limits.ts'
import type { MachineClock } from './machine-clock.ts'
import type { Resolver } from './names/resolver.ts'
import type { RunNodes } from './nodes.ts'

/** Where a port of a service is reached, by other services and (through `Runtime.reach`) by the harness. Never changes over a restart. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** What to run, said for both runtimes. Values come from `docker/images.ts`, or from a user's own target. */
export interface Program {
  /** Name in `docker/images.ts`, or a full image tag. */
  readonly image: string
  /** argv in a container. */
  readonly containerArgv: readonly string[]
  /** argv of the local process; [0] is looked up on the PATH. A function, because a bundle may have to be built first. */
  readonly processArgv: () => Promise<readonly string[]>
}

/** When a service counts as ready. All waits end after `timeoutMs` with an error that names the service and the limit. */
export type ReadyCheck =
  | { readonly by: 'log'; readonly pattern: RegExp; readonly timeoutMs: number }
  | { readonly by: 'tcp'; readonly port: string; readonly timeoutMs: number }
  | { readonly by: 'http'; readonly port: string; readonly path: string; readonly timeoutMs: number }
  /** It gives a good answer in its own protocol: a port may be open long before. */
  | {
      readonly by: 'answer'
      readonly port: string
      readonly question: Question
      readonly timeoutMs: number
    }
  /** As soon as it runs: for a program that listens nowhere and says nothing. */
  | { readonly by: 'start'; readonly timeoutMs: number }
  /** The engine's own health check of its container is good. */
  | { readonly by: 'health'; readonly timeoutMs: number }
  /** It has run to its end, with code 0: for a program that does one thing, such as a migration. */
  | { readonly by: 'exit'; readonly timeoutMs: number }

/** What only a container has, in the engine's words: of a service that its owner describes so. */
export interface ContainerSettings {
  readonly create: Pick<
    ContainerCreateOptions,
    'Entrypoint' | 'Cmd' | 'User' | 'WorkingDir' | 'Labels' | 'Healthcheck' | 'platform'
  >
  /** Volumes among `Mounts` are the runtime's own: they begin empty and go with it. */
  readonly host: HostConfig
  /** Files that are written into it before it starts. */
  readonly copied: readonly { readonly target: string; readonly mode: number; readonly content: string }[]
}

/** A file system in memory that only one service sees. */
export interface OwnDisk {
  /** Where the service sees it. */
  readonly folder: string
  readonly bytes: number
}

/** A service as a runtime starts it. */
export interface ServiceSpec {
  /** Unique in this runtime: `relay-1`. */
  readonly name: string
  readonly program: Program
  /** Appended to the program's argv. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Laid over `env` in its first life only. */
  readonly firstEnv?: Readonly<Record<string, string>>
  /** Addresses from `Runtime.reserve(name, …)`, keyed by port name. The service is told them through env or args. */
  readonly ports: Readonly<Record<string, Address>>
  readonly ready: ReadyCheck
  /** Port whose accepting moment is recorded; default: the first of `ports`. */
  readonly acceptPort?: string
  /** Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals
  /** From the stop signal to SIGKILL. Default 10,000. */
  readonly killTimeoutMs?: number
  /** RLIMIT_NOFILE, soft and hard. Default: inherited. */
  readonly descriptorLimit?: number
  /** Folder of the local process; in a container it is the image's, unless `mount` holds this one. */
  readonly cwd?: string
  /** Folder of this machine that a container sees, read-only, at the same path. */
  readonly mount?: string
  /**
   * Text files, by name, written before the first start into a folder of the service's own; `{files}` in them, in `args`, in
   * `env`, in its program's argv and in what is executed beside it stands for that folder. What the service writes beside them stays with the run.
   */
  readonly files?: Readonly<Record<string, string>>
  /**
   * Its wall clock can be set while it runs, by libfaketime: each look at the clock then takes 12 µs in place of 0.1. Programs of glibc only; in
   * a container, of an engine of this machine.
   */
  readonly settableClock?: boolean
  /**
   * IPv4 addresses by the names for which it asks DNS. With them it has a DNS server of its own, and no other: `/etc/resolv.conf` names that one,
   * in a mount namespace that ends with it. In a container, of an engine of this machine; where all of them are addresses that `Runtime.front` has
   * given, the engine answers in its place.
   */
  readonly names?: Readonly<Record<string, string>>
  /** A folder of it is a small file system, which is kept over restarts. In a container, of an engine of this machine. */
  readonly disk?: OwnDisk
  /** In place of the program's argv: the image runs what it and these say. Containers only. */
  readonly container?: ContainerSettings
}

/** How a service ended. */
export interface Exit {
  /** Exit code; 128 + signal number when a signal killed it, as a shell reports it. */
  readonly code: number
  readonly signal?: NodeJS.Signals
  /** The harness had to send SIGKILL because the kill timeout ran out. */
  readonly forced: boolean
  /** Monotonic ns, and how uncertain it is. */
  readonly at: number
  readonly uncertaintyNs: number
}

export interface StopOptions {
  readonly signal?: NodeJS.Signals
  readonly killTimeoutMs?: number
}

/** The three moments of one incarnation, monotonic ns. */
export interface Started {
  readonly incarnation: number
  readonly pid: number
  readonly spawnedAt: number
  readonly readyAt: number
  /** First moment a TCP connect to the accept port succeeded; uncertain by `acceptingUncertaintyNs` (the poll's gap). */
  readonly acceptingAt: number
  readonly acceptingUncertaintyNs: number
}

/** A line that a service printed. */
export interface LogLine {
  /** Monotonic ns at which the harness read it. */
  readonly at: number
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

export interface SocketTable {
  /** Count by TCP state name: LISTEN, ESTABLISHED, CLOSE_WAIT, … */
  readonly states: Readonly<Record<string, number>>
  /** Open file descriptors of the service's process. */
  readonly descriptors: number
  /** Connections waiting in the accept queue, and its limit, by listening port. */
  readonly acceptQueues: readonly { readonly port: number; readonly waiting: number }[]
  /** Established connections with bytes that the peer has not taken yet. */
  readonly unsent: number
  /** How many bytes these are, as far as the kernel holds them. */
  readonly unsentBytes: number
}

export interface ExecResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A limit that a service is held to. */
export interface Squeeze {
  /** What the kernel has counted since. */
  counters(): Promise<Counters>
  /** Puts back what was before. Harmless when the service has ended. */
  release(): Promise<void>
}

/** A running (or stopped) service. */
export interface Service {
  readonly name: string
  readonly spec: ServiceSpec
  /** Moments of the newest incarnation. */
  readonly started: Started
  /** Settles when the newest incarnation ends. */
  readonly exited: Promise<Exit>
  readonly running: boolean
  /** Sends a signal to the service itself; does not wait. Resolves with the moment it was sent (ns). */
  signal(signal: NodeJS.Signals): Promise<number>
  /** Sends the stop signal, waits for the end, sends SIGKILL after the kill timeout. */
  stop(options?: StopOptions): Promise<Exit>
  /** SIGKILL at once. */
  kill(): Promise<Exit>
  /** Starts the service again: same identity, same addresses. `env` is laid over the spec's. Only after it has exited. */
  restart(options?: {
    readonly env?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal
  }): Promise<Started>
  /** Freezes (SIGSTOP or cgroup freezer); connections stay open, nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Whether the operating system, or the engine, says that it is frozen now. */
  frozen(): Promise<boolean>
  /**
   * Sets its wall clock, also while it is down; a restart leaves it as it is. Monotonic time stays right.
   * @param offsetMs so far ahead of this machine's clock, or behind it
   * @throws UsageError for a service without `settableClock`
   */
  setClock(offsetMs: number): void
  /** Of the machine on which it runs: turns moments that it stamps itself into the journal's. */
  readonly clock: MachineClock
  /** The DNS server of a service that has `names`. */
  readonly resolver: Resolver | undefined
  /** Where the harness reaches its accept port; undefined for a service that listens nowhere. */
  readonly reached: Address | undefined
  /** Whether a connect to its accept port succeeds now. A service that listens nowhere accepts nobody. */
  accepts(): Promise<boolean>
  /** All lines so far, oldest first, over all incarnations. Bounded: the newest 10,000; the rest is in the log file. */
  logs(): readonly LogLine[]
  /** Calls `listener` for every line from now on, over all incarnations; gives back the way to stop that. */
  onLog(listener: (line: LogLine) => void): () => void
  sockets(): Promise<SocketTable>
  /** Resident memory of its process, bytes. */
  memory(): Promise<number>
  /**
   * Limits its CPU or its memory while it runs. @throws MissingPartError where the kernel's groups cannot be used; HarnessError when it refuses
   */
  squeeze(limit: Limit): Promise<Squeeze>
  /** Runs a command beside the service: in its container, or as a local process with its environment. */
  exec(argv: readonly string[]): Promise<ExecResult>
}

export interface RuntimeOptions {
  /** Every process, container and network carries it. */
  readonly runId: string
  /** Folder for `<service>.log`. */
  readonly logDir: string
  /** Receives a `service` event for each lifecycle moment. */
  readonly journal: { append(event: NewEvent): void }
  /** Told why a service is followed no more, as when its engine has gone: what becomes of it is not known from then on. */
  readonly trouble?: (error: unknown) => void
  /** Aborts every wait. */
  readonly signal?: AbortSignal
}

export interface ReserveOptions {
  /**
   * While the service is down, connecting to its address is refused at once, as on a machine that is up without the
   * program, and as a platform's proxy behaves that knows its machines. Costs one more container. Default: in the
   * containers runtime nobody answers there, and a connect hangs.
   */
  readonly refuseWhenDown?: boolean
  /** Ports that the program listens at whatever it is told, by name. Containers only. */
  readonly fixed?: Readonly<Record<string, number>>
  /** What its container knows of names. Containers only. */
  readonly names?: ContainerNames
  /** Of several nodes, it runs on one whose engine has the label `region` with this value, where there is one. */
  readonly region?: string | undefined
}

export interface ContainerNames {
  readonly hostname?: string
  /** `name:address` */
  readonly extraHosts?: readonly string[]
  /** Services that it reaches without a link, by the name that it has for each. */
  readonly peers?: Readonly<Record<string, string>>
}

/** A way that one service has to another by its own name. */
export interface Front {
  /** Who uses the names. */
  readonly from: string
  /** The service that answers to them. */
  readonly by: string
  readonly names: readonly string[]
  /** Different for the ways of one service. */
  readonly to: string
}

/** Starts services and takes them all down again when disposed. Two implementations: processes, and containers of one engine or several. */
export interface Runtime extends AsyncDisposable {
  readonly kind: RuntimeKind
  /** Stable addresses for a service's ports, known before it starts. */
  reserve(
    service: string,
    ports: readonly string[],
    options?: ReserveOptions,
  ): Promise<Record<string, Address>>
  /** The address at which the harness (not another service) reaches `address`. */
  reach(address: Address): Address
  start(spec: ServiceSpec): Promise<Service>
  /**
   * One more address of a service that runs, for as long as it does, at which nobody listens yet.
   * @throws MissingPartError where its processes cannot be seen from here
   */
  furtherHost(service: Service): Promise<string>
  /** All that were started and not given up, in the order of their start. */
  readonly services: readonly Service[]
  /** The machines that it is spread over, where there are several. */
  readonly nodes?: RunNodes | undefined
  /**
   * Gives the address at which `by` answers whoever knows `to` by these names, apart from all others. Before `by` starts. Containers: a network of its
   * own, in which `by` has the names; `from` is taken in if its address is held already, and every service that has the address among its `names`.
   * Processes: services need it among their `names`.
   * @throws MissingPartError where there are no such names
   */
  front?(front: Front): Promise<{ readonly host: string }>
}
