import type { HostAssignment } from '../../../docker/mock-host/control.ts'
import { type Address, HarnessError, type Journal, type MachineClock } from '../../door.ts'
import type { FleetHosts, HostTwin, Player } from './fleet-hosts.ts'
import { connectHostEvents, type HostEvents, type HostStatus } from './probes/host-events.ts'

/** Where one mock-host process is controlled, and what its hosts dial. */
export interface HostProcess {
  readonly control: Address
  readonly url: string
  /** By which it stamps. */
  readonly clock: MachineClock
}

/** The mock-host processes of a fleet as one: who plays which host, and what all of them do. */
export class HostProcesses implements FleetHosts {
  readonly state: ReadonlyMap<string, HostStatus>
  /** Never resolves; rejects when one of them can no longer be followed. */
  readonly failed: Promise<never>
  readonly #events: readonly HostEvents[]
  readonly #processes: readonly HostProcess[]
  readonly #urlOf: (dials: string) => string
  readonly #twins: Set<string>
  readonly #assignments: HostAssignment[] = []

  private constructor(
    processes: readonly HostProcess[],
    events: readonly HostEvents[],
    shared: {
      readonly state: Map<string, HostStatus>
      readonly twins: Set<string>
      readonly urlOf: (dials: string) => string
    },
  ) {
    this.#processes = processes
    this.#events = events
    this.#twins = shared.twins
    this.#urlOf = shared.urlOf
    this.state = shared.state
    this.failed = Promise.race(events.map(({ failed }) => failed))
    this.failed.catch(() => {})
  }

  /** @param urlOf what a host dials that dials this service @throws HarnessError when one cannot be reached */
  static async connect(
    processes: readonly HostProcess[],
    {
      journal,
      signal,
      urlOf,
    }: {
      readonly journal: Journal
      readonly signal: AbortSignal
      readonly urlOf: (dials: string) => string
    },
  ): Promise<HostProcesses> {
    const state = new Map<string, HostStatus>()
    const twins = new Set<string>()
    const events = await Promise.all(
      processes.map(({ control, clock }, index) =>
        connectHostEvents({
          address: control,
          clock,
          journal,
          signal,
          state,
          nameOf: (id) => (twins.has(keyOf(index, id)) ? twinName(id) : id),
        }),
      ),
    )
    return new HostProcesses(processes, events, { state, twins, urlOf })
  }

  /** Lets the processes play more hosts, in turn. */
  add(hosts: readonly Player[]): void {
    const first = this.#assignments.length
    for (const { id, token, dials, tokenIn } of hosts) {
      const { url } = this.#processes[this.#turn(this.#assignments.length)]!
      this.#assignments.push({
        id,
        token,
        url: dials ? this.#urlOf(dials) : url,
        ...(tokenIn ? { tokenIn } : {}),
      })
    }
    for (const [process, events] of this.#events.entries()) {
      const own = this.#assignments.slice(first).filter((_, index) => this.#turn(first + index) === process)
      if (own.length > 0) events.add(own)
    }
  }

  remove(ids: readonly string[], inOrder = false): void {
    this.#tell(ids, (events, own) => events.remove(own, inOrder))
  }

  interrupt(ids: readonly string[]): void {
    this.#tell(ids, (events, own) => events.interrupt(own))
  }

  openSecond(ids: readonly string[], keepMs: number): void {
    this.#tell(ids, (events, own) => events.openSecond(own, keepMs))
  }

  async settled(): Promise<void> {
    await Promise.all(this.#events.map((events) => events.settled()))
  }

  /** @throws HarnessError when the fleet has no second process, or no such host */
  twinOf(host: string): HostTwin {
    const index = this.#assignments.findIndex(({ id }) => id === host)
    const process = this.#turn(index + 1)
    const assignment = this.#assignments[index]
    const events = this.#events[process]
    if (!assignment || !events || process === this.#turn(index))
      throw new HarnessError(`no twin of ${host}: the fleet needs that host and two host processes`)
    return {
      host,
      twin: twinName(host),
      join: () => {
        this.#twins.add(keyOf(process, host))
        events.add([{ ...assignment, url: this.#processes[process]!.url }])
      },
      leave: () => events.remove([host]),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#events.map((events) => events[Symbol.asyncDispose]()))
  }

  /** Tells each process what concerns its own hosts. */
  #tell(ids: readonly string[], what: (events: HostEvents, own: readonly string[]) => void): void {
    const processOf = (id: string) => this.#turn(this.#assignments.findIndex((one) => one.id === id))
    for (const [process, own] of Map.groupBy(ids, processOf)) what(this.#events[process]!, own)
  }

  #turn(index: number): number {
    return index % this.#events.length
  }
}

const twinName = (host: string) => `${host} twin`

const keyOf = (process: number, id: string) => `${process} ${id}`
