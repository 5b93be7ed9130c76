import { HarnessError, type LogLine, messageOf, type NewEvent, type Service } from '../../../door.ts'
import { type HostStatus, nextStatus } from '../probes/host-state.ts'
import type { Events } from './events-schema.ts'
import { HostTracker, type Side } from './host-tracker.ts'
import { type Reported, reportedBy } from './reported-events.ts'

/** What is known of a line before it is read: whose service wrote it. */
export interface Speaker {
  readonly side: Side
  /** The host that a service plays, where it plays one. */
  readonly host?: string
  /** Identity of the relay that a service is, or to which its only host is pinned. */
  readonly relay?: string
}

/**
 * Turns what a target's services log into the journal's host events. One for a fleet: hosts and relays may both report a dial.
 */
export class TargetEvents {
  readonly state = new Map<string, HostStatus>()
  /** Never resolves; rejects with a HarnessError when an event cannot be recorded. */
  readonly failed: Promise<never>
  readonly #failure = Promise.withResolvers<never>()
  readonly #tracker = new HostTracker()
  readonly #journal: { append(event: NewEvent): void }
  readonly #toIdentity: (text: string) => string
  readonly #stops: (() => void)[] = []
  /** Hosts of the fleet, by their names in the journal. */
  readonly #hosts = new Set<string>()
  /** Ids that two hosts have, and what these report themselves. */
  readonly #shared = new Map<string, Events | undefined>()

  constructor(journal: { append(event: NewEvent): void }, toIdentity: (text: string) => string) {
    this.#journal = journal
    this.#toIdentity = toIdentity
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
  }

  /** Hosts that are there from now on. What is reported of any other cannot be placed. */
  expect(hosts: readonly string[]): void {
    for (const host of hosts) this.#hosts.add(host)
  }

  /**
   * A second host has this id from now on: what a relay reports of the id may be about either of them.
   * @param own what the hosts report themselves, under names of their own
   */
  share(id: string, own: Events | undefined): void {
    this.#shared.set(id, own)
  }

  /** Follows a service over all its incarnations, from its first line on. */
  follow(service: Service, events: Events | undefined, speaker: Speaker): void {
    if (!events) return
    const take = (line: LogLine) => this.#take(service, events, speaker, line)
    for (const line of service.logs()) take(line)
    this.#stops.push(service.onLog(take))
  }

  /** A host whose process was ended by the harness reports nothing more: its tunnel has ended. */
  ended(host: string, at: number): void {
    this.#record(host, { kind: 'closed', fields: { reason: 'its process was ended' } }, at, 'host')
  }

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  #take(service: Service, events: Events, speaker: Speaker, line: LogLine): void {
    const reported = reportedBy(events, line.text)
    if (!reported) return
    const { host = speaker.host, relay } = reported.fields
    const at = momentOf(reported, line, service)
    if (reported.kind === 'cleared' || reported.kind === 'unregistered') {
      const what =
        reported.kind === 'cleared'
          ? `cleared ${reported.fields.count ?? 'its'} entries`
          : `unregistered ${host ?? 'a host'}`
      this.#append({ kind: 'mark', at, name: `${service.name} ${what}` })
    } else if (host !== undefined) {
      const name = speaker.host ?? host
      this.#record(
        name,
        reported,
        at,
        speaker.side,
        relay === undefined ? speaker.relay : this.#toIdentity(relay),
      )
    } else
      this.#fail(`a line of ${service.name} reports ${reported.kind} and no host: ${line.text.slice(0, 200)}`)
  }

  #record(host: string, reported: Reported, at: number, side: Side, relay?: string): void {
    const why = this.#whyNobody(host, reported, side)
    const placed =
      why === undefined ? this.#tracker.take(host, reported, at, { relay, side }) : { unplaced: why }
    if (!placed) return
    if ('unplaced' in placed) {
      const { kind, fields } = reported
      const tunnel = fields.tunnel === undefined ? {} : { tunnel: fields.tunnel }
      this.#append({ kind: 'unplaced', at, host, state: kind, side, ...tunnel, reason: placed.unplaced })
      return
    }
    const { event } = placed
    this.#append({ kind: 'host', ...event })
    this.state.set(host, nextStatus(this.state.get(host), event as Parameters<typeof nextStatus>[1]))
  }

  /** Why an event is about nobody in particular; undefined where it is clear who is meant. */
  #whyNobody(host: string, { kind }: Reported, side: Side): string | undefined {
    if (this.#hosts.size > 0 && !this.#hosts.has(host)) return `${host} is no host of this fleet`
    if (side === 'relay' && this.#shared.get(host)?.reports.has(kind))
      return `two hosts have the id ${host}, and they report ${kind} themselves`
    return undefined
  }

  #append(event: NewEvent): void {
    try {
      this.#journal.append(event)
    } catch (error) {
      this.#fail(messageOf(error))
    }
  }

  #fail(message: string): void {
    this.#failure.reject(new HarnessError(`events of the target: ${message}`))
  }
}

/** By the program's own stamp where it gives one, so that what is read late, because this process was busy, gets its moment all the same. */
function momentOf({ at, wallMs }: Reported, line: LogLine, { clock }: Service): number {
  if (at !== undefined) return clock.fromMonotonic(at)
  return wallMs === undefined ? line.at : Math.min(line.at, clock.fromWall(wallMs))
}
