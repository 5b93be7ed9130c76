import { type Duration, parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import type { JournalEvent, NewEvent } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import { Browsers } from '../probes/browsers/browsers.ts'
import type { SocketWatcher } from '../probes/socket-watcher.ts'
import { type Link, linkBetween } from '../runtime/links.ts'
import type { MachineClock } from '../runtime/machine-clock.ts'
import type { Address } from '../runtime/runtime.ts'
import { waitUntil } from '../runtime/wait-until.ts'
import type { OwnEvent } from '../scenario/define.ts'
import type { ServiceDefinition } from './definition.ts'
import type { InstanceNames, MembersOf } from './instances.ts'
import type { StartedServices } from './start-services.ts'
import type { SteadyState, SystemContext } from './system.ts'

/** The looks at a service's sockets: the newest one, undefined while the service is down; how many; the fewest descriptors of any. */
export type SocketLooks = Pick<SocketWatcher, 'latest' | 'count' | 'fewestDescriptors'>

/** A system that runs, as its own extension sees it. */
export interface Running<
  Services = Readonly<Record<string, ServiceDefinition>>,
  Callers extends string = string,
> {
  readonly services: MembersOf<Services>
  /** Whether a service is there: a variant may leave it out. */
  has(service: keyof Services & string): boolean
  /** The link by which one reaches the other. @throws HarnessError that names the links there are */
  link(from: InstanceNames<Services> | Callers, to: InstanceNames<Services>): Link
  /** Where the harness itself reaches a service: past every link (a store to be read, a port that takes orders), or over that of a caller or probe. */
  reach(service: InstanceNames<Services>, by?: Callers): Address
  /** Browsers that stay on the event streams of a service, over a caller's link. They leave when the system is taken down. */
  browsers(by: Callers, service: InstanceNames<Services>): Browsers
  /** The looks so far at the sockets of a service; see `sockets` of the system. */
  sockets(service: InstanceNames<Services>): SocketLooks
  /** Of the machine on which a service runs: turns moments that it stamps itself into the journal's. */
  clockOf(service: InstanceNames<Services>): MachineClock
  /** The folder that `{folder}` is, as the service sees the path. */
  folderOf(service: InstanceNames<Services>): string
  /** How many there are of the system's `hosts`: as asked for on the command line. */
  readonly hosts: number
  /** Calls `listener` with every event of the journal from now on; gives back the way to stop that. */
  onEvent(listener: (event: JournalEvent) => void): () => void
  /** Writes an event into the journal, where metrics find it. */
  record(event: OwnEvent): void
  /** The first work of the system is done: what is said to fail though no fault reaches it is counted from here on. */
  warm(): void
  /** Ends this, too, when the system is taken down. */
  onEnd(end: () => void | Promise<void>): void
  /** The harness can no longer tell: the scenario ends at once, inconclusive. */
  fail(error: Error): void
  /** Waits until a condition holds, at most so much scenario time; false: it did not. */
  until(condition: () => boolean, giveUpAfter: Duration): Promise<boolean>
  /** Real time = scenario time × factor. */
  readonly factor: number
  /** Aborts when the run is given up. */
  readonly signal: AbortSignal
}

/** What a system brings besides what every system has. */
export interface Extension<Own extends object> {
  /** What scenario bodies get beside `services`, `watch` and the rest: waits, a load, readings. */
  readonly fixtures: Own
  /** Waits until the system is as it should be, when everything runs and answers; for at most so many real ms. */
  readonly steady?: (
    limitMs: number,
  ) => Promise<Partial<SteadyState> & { readonly ok: boolean; readonly reason?: string }>
  /** Brings what it has under way to an end when a scenario has ended; probes go on meanwhile. */
  readonly finish?: () => Promise<void>
  /** Reads what is left when a scenario has ended, before its checks are computed. */
  readonly settle?: () => Promise<void>
}

/** How often a condition is looked at, real ms: what is waited for may last for milliseconds only. */
const POLL_MS = 2

interface RunningParts {
  readonly context: SystemContext
  readonly started: StartedServices
  readonly members: MembersOf<Readonly<Record<string, ServiceDefinition>>>
  readonly looks: ReadonlyMap<string, SocketLooks>
  readonly hosts: number
  readonly fail: (error: Error) => void
  /** Remembers what ends with the system. */
  readonly defer: (end: () => void | Promise<void>) => void
}

export function runningSystem({
  context,
  started,
  members,
  looks,
  hosts,
  fail,
  defer,
}: RunningParts): Running {
  const { journal, runtime, factor, signal } = context
  return {
    services: members,
    has: (service) => Object.hasOwn(members, service),
    link: (from, to) => linkBetween(started.links, from, to),
    reach: (service, by) => {
      if (by !== undefined) return linkBetween(started.links, by, service).reach
      const address = started.at.get(service)
      if (!address) throw new UsageError(`${service} listens nowhere: there is nothing to reach`)
      return runtime.reach(address)
    },
    browsers: (by, service) => {
      const { reach: address } = linkBetween(started.links, by, service)
      const browsers = new Browsers({ address, journal, signal })
      defer(() => browsers[Symbol.dispose]())
      return browsers
    },
    sockets: (service) => {
      const own = looks.get(service)
      if (!own)
        throw new UsageError(`the sockets of ${service} are not looked at: name it in the system's sockets`)
      return own
    },
    clockOf: (service) => started.services.get(service)!.clock,
    folderOf: started.folderOf,
    hosts,
    onEvent: (listener) => {
      const stop = journal.onEvent(listener)
      defer(stop)
      return stop
    },
    record: recorder(journal),
    onEnd: defer,
    fail,
    warm: () => journal.append({ kind: 'mark', name: 'warm' }),
    until: (condition, giveUpAfter) =>
      waitUntil(condition, { limitMs: parseDuration(giveUpAfter) * factor, signal, pollMs: POLL_MS }),
    factor,
    signal,
  }
}

const recorder = (journal: Journal) => (event: OwnEvent) => journal.append(event as unknown as NewEvent)
