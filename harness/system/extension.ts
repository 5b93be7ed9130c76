import { type Duration, parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import type { JournalEvent, NewEvent } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import { type Link, linkBetween } from '../runtime/links.ts'
import type { Address } from '../runtime/runtime.ts'
import type { OwnEvent } from '../scenario/define.ts'
import type { InstanceNames, MembersOf, ServiceDefinition } from './definition.ts'
import type { StartedServices } from './start-services.ts'
import type { SteadyState, SystemContext } from './system.ts'
import { waitUntil } from './wait-until.ts'

/** A system that runs, as its own extension sees it. */
export interface Running<Services = Readonly<Record<string, ServiceDefinition>>> {
  readonly services: MembersOf<Services>
  /** Whether a service is there: a variant may leave it out. */
  has(service: keyof Services & string): boolean
  /** The link by which one reaches the other. @throws HarnessError that names the links there are */
  link(from: InstanceNames<Services>, to: InstanceNames<Services>): Link
  /** Where the harness itself reaches a service, past every link: a store to be read, a port that takes orders. */
  reach(service: InstanceNames<Services>): Address
  /** Calls `listener` with every event of the journal from now on; gives back the way to stop that. */
  onEvent(listener: (event: JournalEvent) => void): () => void
  /** Writes an event into the journal, where metrics find it. */
  record(event: OwnEvent): void
  /** The first work of the system is done: what is said to fail though no fault reaches it is counted from here on. */
  warm(): void
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
  /** Reads what is left when a scenario has ended, before its checks are computed. */
  readonly settle?: () => Promise<void>
}

/** How often a condition is looked at, real ms: what is waited for may last for milliseconds only. */
const POLL_MS = 2

interface RunningParts {
  readonly context: SystemContext
  readonly started: StartedServices
  readonly members: MembersOf<Readonly<Record<string, ServiceDefinition>>>
  /** Remembers what ends with the system. */
  readonly defer: (end: () => void) => void
}

export function runningSystem({ context, started, members, defer }: RunningParts): Running {
  const { journal, runtime, factor, signal } = context
  return {
    services: members,
    has: (service) => Object.hasOwn(members, service),
    link: (from, to) => linkBetween(started.links, from, to),
    reach: (service) => {
      const address = started.at.get(service)
      if (!address) throw new UsageError(`${service} listens nowhere: there is nothing to reach`)
      return runtime.reach(address)
    },
    onEvent: (listener) => {
      const stop = journal.onEvent(listener)
      defer(stop)
      return stop
    },
    record: recorder(journal),
    warm: () => journal.append({ kind: 'mark', name: 'warm' }),
    until: (condition, giveUpAfter) =>
      waitUntil(condition, { limitMs: parseDuration(giveUpAfter) * factor, signal, pollMs: POLL_MS }),
    factor,
    signal,
  }
}

const recorder = (journal: Journal) => (event: OwnEvent) => journal.append(event as unknown as NewEvent)
