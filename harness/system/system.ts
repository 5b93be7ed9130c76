import type { EventOf, Header, RuntimeKind } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import type { Link } from '../runtime/links.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Check } from '../scenario/check.ts'
import type { Target } from '../targets/target.ts'
import type { RehearsalClock } from './rehearse.ts'

/** What a system is started with. */
export interface SystemContext {
  /** Every process that the system starts carries it in its environment. */
  readonly runId: string
  readonly runtime: Runtime
  readonly journal: Journal
  /** Real time = scenario time × factor. */
  readonly factor: number
  /** Seed of this scenario and variant. */
  readonly seed: number
  /** Number of hosts asked for on the command line. */
  readonly hosts?: number
  /** The programs to start, where they are not those of this repository. */
  readonly target?: Target
  readonly signal: AbortSignal
  /** Absolute path of a folder for files of this execution's services; removed when they have ended. It may not exist yet. */
  readonly workDir: string
}

/** Whether a system was as it should be, and what was counted for that. */
export type SteadyState = Omit<EventOf<'steady'>, 'at' | 'kind' | 'when'>

/** A started system. Disposing it ends its probes; services belong to the runtime, which ends them. */
export interface RunningSystem<Fixtures> extends AsyncDisposable {
  /** What the scenario body gets: `fleet`, `observe` … */
  readonly fixtures: Fixtures
  /** Every way that it can be broken on, by name: a game-day puts faults on them. */
  readonly links: ReadonlyMap<string, Link>
  /** Waits until everything is as it should be, at most `timeoutMs` real time; never throws for a system that is not. */
  steady(timeoutMs: number): Promise<SteadyState>
  /** Waits until all that the probes have sent is in the journal. */
  settle(): Promise<void>
  /** Names the checks that hold of this system in every scenario, after any body. Called when the body has ended and all is settled. */
  standing?(check: Check): void
  /** Settles with an error when a probe or watcher broke: the harness can then no longer tell. */
  readonly broken: Promise<never>
}

/** A kind of system that scenarios can be written for. */
export interface System<Fixtures, Variant> {
  /** `relay-fleet`; shown by `gameday list`. */
  readonly name: string
  /** Its programs cannot run faster: the compressed profile does not compress it. */
  readonly realTime?: boolean
  /** What `hosts` counts, where it is not hosts: `VM`. */
  readonly hostsAre?: string
  /** Number of hosts when the command line names none; a target may play fewer. */
  hosts(asked: number | undefined, target?: Target): number
  topology(target?: Target): NonNullable<Header['topology']>
  /**
   * Why this system cannot be had with a target's programs; undefined where it can. A system without this method takes no targets.
   */
  refusal?(
    target: Target,
    on: { readonly hosts?: number | undefined; readonly runtime: RuntimeKind },
  ): string | undefined
  /** What can be known of a target's programs, in the words of `analysis/capabilities.ts`. */
  reports?(target: Target): readonly string[]
  /** What a target declares as not reported, in the same words; without one, what the system's own programs do not report. */
  notReported?(target?: Target): readonly string[]
  /** What a reader of the report must know of a target, one sentence each. */
  remarks?(target: Target): readonly string[]
  /** Fixtures in which nothing happens but time, for an estimate; without a target, of the programs of this repository. */
  rehearsal?(target: Target | undefined, hosts: number, clock: RehearsalClock): Fixtures
  /** What was not taken over from where its services are described, a line each. */
  readonly leftOut?: readonly string[]
  /** Builds and pulls the images that it has of others; takes its time, and is done before a run of containers begins. */
  prepare?(say: (line: string) => void): Promise<void>
  /** Names of the checks that its running system makes besides a scenario's own; see `RunningSystem.standing`. */
  readonly standingChecks: readonly string[]
  /** Looks at a variant before anything starts. @throws UsageError for what can never work. @param where of the variant, for the error */
  refuseVariant?(where: string, variant: Variant): void
  start(context: SystemContext, variant: Variant | undefined): Promise<RunningSystem<Fixtures>>
}

/**
 * How long a steady state may take, real ms: a sweep or ping interval of the design, 30 s of scenario time, and 10 s of
 * real time for a busy machine; in a large fleet the work for each host on top.
 */
export const steadyTimeoutMs = (factor: number, hosts: number) => 30_000 * factor + 10_000 + hosts * msPerHost

/** Real time that a host may add to a wait for all of them: its dial 2 ms, an answer 2 ms, and as much again. */
export const msPerHost = 8
