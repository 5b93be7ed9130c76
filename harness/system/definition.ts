import type { Duration } from '../duration.ts'
import type { Json } from '../journal/events.ts'
import type { ProbeTarget } from '../probes/http-prober/prober.ts'
import type { Question } from '../runtime/answering.ts'
import type { Certificates } from '../runtime/certificates/authority.ts'
import type { Address, ServiceSpec } from '../runtime/runtime.ts'
import type { Check } from '../scenario/check.ts'
import type { Ready } from '../targets/described-program.ts'
import type { ContainerService } from './container-service.ts'
import type { Extension, Running } from './extension.ts'

/**
 * A program of a system. Templates in `command`, `argv` and `env`: `{port}`, `{host}`, `{address}` are its own. `{db.url}`, `{db.host}`,
 * `{db.port}`, `{db}` (host:port) are those at which it reaches the service `db`, through a link that faults can be put on. `{seed}` and `{runId}`
 * are the run's, `{timeScale}` is the factor of its durations, and `{ms.1500}` so many ms of scenario time as real ones. `{folder}` is a folder of
 * its own: kept over restarts, gone after the run. A program that uses it makes it.
 */
export interface Program {
  /**
   * argv on the processes runtime, and in a container where `argv` is not given. A function, where it has to be built first: called at
   * its first start, and what it gives mentions no other service.
   */
  readonly command?: readonly string[] | (() => Promise<readonly string[]>)
  /** Folder in which the command runs; from the system's `folder`. */
  readonly cwd?: string
  /** For the containers runtime: the tag of an image, or a folder of this machine in a known one. */
  readonly image?: string | MountedImage
  /** argv in the container. */
  readonly argv?: readonly string[]
  /** Beside `PATH` and what the run itself needs; nothing else of gameday's own environment. */
  readonly env?: Readonly<Record<string, string>>
  /**
   * Laid over `env` in its first life only: that of an older version, say, which a restart replaces.
   */
  readonly firstLife?: Readonly<Record<string, string>>
  /** Descriptors that it may have (RLIMIT_NOFILE); a function where a run in less time has less to fill, by the factor of its durations. */
  readonly descriptorLimit?: number | ((factor: number) => number)
  /**
   * Its wall clock can be set while it runs, for the faults `jumpClock` and `driftClock`: by libfaketime, which only programs of glibc load, and with which each look at
   * the clock takes 12 µs in place of 0.1. A scenario of such a system says `needs: ['faketime']`.
   */
  readonly settableClock?: boolean
  /**
   * Services by the names for which it asks DNS: `{ 'ci.internal': 'receiver' }`. Each is answered with the address of its link to that service, whose port
   * it is told by `{receiver.port}`. It has a DNS server of its own, for the faults `distortNames` and `staleName`, and no other. In a container, of an engine
   * of this machine. A scenario of such a system says `needs: ['names']`.
   */
  readonly names?: Readonly<Record<string, string>>
  /**
   * Size in MB (1,048,576 bytes), from 1 to 256, of a file system in memory on which its `{folder}` stands, for the fault `fillDisk`. Kept over restarts, gone
   * after the run, seen by this program alone. A scenario of such a system says `needs: ['disks']`.
   */
  readonly diskMb?: number
  /** Default: its port accepts connections; of a program without a port: as soon as it runs. */
  readonly ready?: Ready
  /** It listens nowhere. */
  readonly port?: false
  /**
   * So many of it, `api-1`, `api-2` …, each with an address and links of its own. Who mentions `{api.url}` gets all of them, with a comma between;
   * `{api-2.url}` is one. `{copy}` is a copy's own number, from 1.
   */
  readonly copies?: number
  /** What it is, in the report's drawing of the system. Default: `service`. */
  readonly role?: string
  /** Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals
  /** From the stop signal to SIGKILL. Default 10 s. */
  readonly killTimeout?: Duration
  /** On several machines it runs on one whose engine has the label `region` with this value, where there is one. */
  readonly region?: string
}

/**
 * An image that has what runs a program, and a folder with the program: mounted read-only at its own path, so that `command` runs in the same folder
 * as on the processes runtime. Nothing is built.
 */
export interface MountedImage {
  /** `node` is the image with Node that gameday's own services are made from; anything else is a tag. */
  readonly from: string
  /** From the system's `folder`; holds it, and all that the program reads, such as its packages: `../..`. */
  readonly mount: string
}

/** What a preset is told of the run in which it starts. */
export interface PresetPlace {
  /** Name of the service. */
  readonly name: string
  readonly address: Address
  /** A folder of the service's own: kept over restarts, gone after the run. It may not exist yet. */
  readonly folder: string
  /** Of a preset that is `certified`. */
  readonly certificates?: Certificates
  /** A text of the preset's `texts` with its templates filled in. */
  readonly fill: (part: string) => string
}

/** A well-known program that needs no description: `redis()`. */
export interface Preset {
  /** `redis` */
  readonly preset: string
  /** Its `{name.url}`. */
  readonly url: (address: Address) => string
  /** What else can be mentioned of it: `{ user: 'shop' }` is `{name.user}`. */
  readonly values?: Readonly<Record<string, string>>
  /** Texts in which other services may be mentioned: its configuration. */
  readonly texts?: Readonly<Record<string, string>>
  /** Between copies of a service that its texts mention. Default a comma. */
  readonly separator?: string
  /** Its texts have names in braces of their own: only mentions of other services are filled in, all else stays. */
  readonly ownBraces?: true
  /** It is given certificates of the run for its addresses and these host names. */
  readonly certified?: readonly string[]
  /** It is ready when it answers this, and every steady state asks again. */
  readonly question: Question
  /** Longest time from its start to its first answer, ms. Default 30 s. */
  readonly readyTimeoutMs?: number
  readonly spec: (place: PresetPlace) => PresetSpec
}

/** A preset's service: its name, its one port `main` and its readiness go without saying. */
export type PresetSpec = Omit<ServiceSpec, 'name' | 'ports' | 'ready'>

export type { ContainerService, Peer } from './container-service.ts'

export type ServiceDefinition = Program | Preset | ContainerService

/** When probes are sent: on a fixed schedule, even when answers are late (open loop). */
export interface ProbeSchedule<Service extends string = string> {
  /** The service that it is sent to, over a link of its own. */
  readonly to: Service
  /** From one probe to the next. Default 100 ms. */
  readonly every?: Duration
  /** `every` is real time, in every profile: so many probes are there that the machine can do, and that metrics need. */
  readonly realTime?: true
  /** A probe fails after so long, at the earliest after 2 s of real time. Default 5 s. */
  readonly timeout?: Duration
  /** Answers in a row that a steady state asks for. Default 20. */
  readonly answers?: number
}

/** What a probe is told of the service that it is sent to. */
export interface Probed {
  readonly address: Address
  /** Its `{name.url}`, on the way of this probe. */
  readonly url: string
}

/** Probes that watch the system. Made by `http()`, `tcp()` … : one file of `probes/` each. */
export interface ProbeDefinition<Service extends string = string> extends ProbeSchedule<Service> {
  /** `http` */
  readonly probe: string
  /** What can never work with such a service. */
  readonly mistake?: (service: ServiceDefinition) => string | undefined
  readonly target: (probed: Probed) => Omit<ProbeTarget, 'host' | 'address'>
  /** URL of the module that asks, where that is not by HTTP. */
  readonly module?: string
}

/** Who reaches a service from within the harness: a load, browsers, and others that the extension of a system plays. */
export interface CallerDefinition<Service extends string = string> {
  readonly to: Service
  /** What it is, in the report's drawing of the system. Default: `clients`. */
  readonly role?: string
}

/** Clients that say in a service's log when they have, and lose, their connection. Both patterns name `(?<client>…)`. */
export interface ClientsDefinition<Service extends string = string> {
  readonly from: Service
  readonly count: number
  readonly connected: RegExp
  readonly lost: RegExp
}

/**
 * A step of an operation. Its pattern names `(?<key>…)`, which is the same in every step of one operation. It is looked for in each line that the
 * service logs, or, with a command, in each line that the command prints when the scenario has ended: what a store holds then.
 * `(?<client>…)`, `(?<value>…)` and `(?<group>…)` say who does it, what is written or read, and to what; any step of the operation may say so.
 */
export interface StepDefinition<Service extends string = string> {
  /** Service that says so, or several of which each does. */
  readonly from: Service | readonly Service[]
  readonly match: RegExp
  /** Runs beside the service `from`, with its environment; `{host}`, `{port}` and `{address}` are that service's own. */
  readonly command?: readonly string[]
}

/** What the system carries out, step by step, in the order in which the steps come: `{ acknowledged: …, done: … }`. */
export type OperationDefinition<Service extends string = string> = Readonly<
  Record<string, StepDefinition<Service>>
>

/**
 * Lines that are events of a kind: one's own, or one of gameday's, as `probe` of a load generator that sends requests itself. Which lines say
 * `match` or `json`.
 */
export interface LoggedEvent<Service extends string = string> {
  /** Service that says so, or several of which each does. */
  readonly from: Service | readonly Service[]
  /** The named groups of the pattern are the event's fields, as text (`z.coerce.number()` makes numbers). */
  readonly match?: RegExp
  /**
   * Lines that are JSON objects and have these fields, as `{ msg: 'delivery' }`. Their other fields are the event's; `at`, monotonic ns of the
   * machine (`process.hrtime.bigint()`), is its moment where they have it, and else the moment at which the line was read.
   */
  readonly json?: Readonly<Record<string, string>>
  /** Fields that no such line says, and that are always so. */
  readonly fields?: Readonly<Record<string, Json>>
}

export interface SystemDefinition<
  Services extends Readonly<Record<string, ServiceDefinition>> = Readonly<Record<string, ServiceDefinition>>,
  Probes = Readonly<Record<string, ProbeDefinition>>,
  Operations = Readonly<Record<string, OperationDefinition>>,
  Own extends object = object,
  Callers = Readonly<Record<string, CallerDefinition>>,
> {
  /** Folder in which commands run; default: that in which gameday was started. `import.meta.dirname` is that of the file. */
  readonly folder?: string
  /** What is started, those first that others mention. */
  readonly services: Services
  /** Requests that watch it. A probe has a link of its own to its service: `link('health', 'api')`. */
  readonly probes?: Probes
  /** Who else reaches a service, each over a link of its own, from what `extend` starts. */
  readonly callers?: Callers
  /** Services whose sockets, descriptors and memory are looked at from outside, ten times a second: `sockets` and `memory` events. */
  readonly sockets?: readonly (keyof Services & string)[]
  /** What there is a number of, which `--hosts` sets: `{ are: 'VM', count: 6 }`. */
  readonly hosts?: { readonly are: string; readonly count: number }
  /** Clients whose connections are followed in a log. */
  readonly clients?: ClientsDefinition<keyof Services & string>
  /** What it carries out, step by step. */
  readonly operations?: Operations
  /** Events that are read from logs, by the kind that `defineEvent` gave them; several readers may find the same kind. */
  readonly events?: Readonly<
    Record<string, LoggedEvent<keyof Services & string> | readonly LoggedEvent<keyof Services & string>[]>
  >
  /**
   * Its programs can be told to run faster, by `{timeScale}` and `{ms.…}`: the compressed profile then compresses it. Default: real time, in
   * every profile.
   */
  readonly scalable?: true
  /**
   * What its programs do not report, in the words of the metrics' `needs`: a check whose metric needs it is left out, and the report
   * says so.
   */
  readonly notReported?: readonly string[]
  /** Names checks that hold of this system in every scenario. Called once more to learn their names. */
  readonly standing?: (check: Check) => void
  /** What it brings besides: called when every service runs, before the first probe is sent. */
  readonly extend?: (
    running: Running<Services, keyof Callers & string>,
  ) => Extension<Own> | Promise<Extension<Own>>
  /** What was not taken over from where services are described, one line each: `gameday run` says so. */
  readonly leftOut?: readonly string[]
}

/** What a variant changes of a program. */
export type ProgramChange = Pick<Program, 'command' | 'image' | 'argv' | 'env'>

/**
 * What a variant changes of each service: `{ api: { env: { ACK: 'early' } } }`. A preset takes a service's place: `{ proxy: nginx({ … }) }`. `null`
 * leaves a service out; what mentions it must then be changed, too.
 */
export type Overlay<Service extends string> = Readonly<
  Partial<Record<Service, ProgramChange | Preset | null>>
>

/** Services that say that a step was made, or an event. */
export const sourcesOf = ({ from }: Pick<StepDefinition, 'from'>): readonly string[] =>
  typeof from === 'string' ? [from] : from

/** The readers of each kind of event. */
export const readersOf = ({ events = {} }: SystemDefinition): readonly (readonly [string, LoggedEvent])[] =>
  Object.entries(events).flatMap(([kind, readers]) => [readers].flat().map((one) => [kind, one] as const))

export const isPreset = (service: ServiceDefinition): service is Preset => 'preset' in service

export const isContainer = (service: ServiceDefinition): service is ContainerService =>
  'describedIn' in service
