import {
  type Address,
  HarnessError,
  MissingPartError,
  now,
  type Runtime,
  type Service,
  templates,
} from '../../door.ts'
import type { FleetHosts, HostTwin, Player } from './fleet-hosts.ts'
import type { HostStatus } from './probes/host-events.ts'
import type { TargetEvents } from './target/host-events.ts'
import type { RelayTarget, TargetService } from './target/schema.ts'
import { TargetHostServices } from './target-host-services.ts'

export interface TargetHostsParts {
  readonly runtime: Runtime
  readonly target: RelayTarget
  readonly events: TargetEvents
  /** What the templates of every host may use. */
  readonly values: templates.Values
  /** Addresses by the public names that hosts ask for. */
  readonly names?: Readonly<Record<string, string>>
  /** The address of the link to what a host dials; without a name, what hosts dial as a rule. */
  dialOf(dials: string | undefined, via?: string): Address
  /** Identity of the relay that hosts which dial this always reach; undefined where that is not known. */
  relayOf(dials: string | undefined): string | undefined
}

/** How one host is started in a process of its own. */
interface OwnProcess {
  readonly where: string
  readonly service: TargetService
  /** It takes a list of hosts, here of one. */
  readonly takesList: boolean
}

/** The hosts of a target: a process for each, or one for all of them and further ones for those that come later. */
export class TargetHosts implements FleetHosts {
  readonly state: ReadonlyMap<string, HostStatus>
  readonly failed: Promise<never>
  readonly #parts: TargetHostsParts
  readonly #services: TargetHostServices
  readonly #players = new Map<string, Player>()
  /** Processes that play one host each, by its name in the journal. */
  readonly #own = new Map<string, Promise<Service>>()
  #hasFleet = false

  constructor(parts: TargetHostsParts) {
    this.#parts = parts
    this.state = parts.events.state
    this.#services = new TargetHostServices(parts.runtime, parts.target, parts.names)
    this.failed = Promise.race([parts.events.failed, this.#services.failed])
    this.failed.catch(() => {})
  }

  add(hosts: readonly Player[]): void {
    for (const player of hosts) this.#players.set(player.id, player)
    this.#parts.events.expect(hosts.map(({ id }) => id))
    if (this.#parts.target.host.per === 'fleet' && !this.#hasFleet) this.#startFleet(hosts)
    else for (const player of hosts) this.#startOne(player, player.id)
  }

  readonly joinAs = (player: Player, name: string): void => {
    const { events, target } = this.#parts
    events.expect([name])
    if (name !== player.id) events.share(player.id, target.host.events)
    this.#startOne(player, name)
  }

  /** A host ends with its process, as when its machine is switched off. */
  remove(ids: readonly string[], inOrder = false): void {
    if (inOrder) throw this.#cannot('be told to leave in good order')
    for (const id of ids) {
      if (!this.#own.has(id)) throw this.#cannot(`leave alone: ${id} shares its process with others`)
      this.#services.watch(this.#end(id))
    }
  }

  /** Nobody can ask their programs: what these print is read as it comes. */
  async settled(): Promise<void> {}

  twinOf(host: string): HostTwin {
    const player = this.#players.get(host)
    if (!player) throw new HarnessError(`no twin of ${host}: there is no such host`)
    this.#ownProcess()
    const twin = `${host}-twin`
    const { events, target } = this.#parts
    return {
      host,
      twin,
      // A relay knows the id only.
      registersAs: target.host.events?.reports.has('registered') ? twin : host,
      join: () => {
        events.expect([twin])
        events.share(host, target.host.events)
        this.#startOne(player, twin)
      },
      leave: () => this.#services.watch(this.#end(twin)),
    }
  }

  interrupt(): never {
    throw this.#cannot('break a socket in the middle of its registration')
  }

  openSecond(): never {
    throw this.#cannot('open a second tunnel')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.events.stop()
    await this.#services[Symbol.asyncDispose]()
  }

  /** @param name of the host in the journal */
  #startOne(player: Player, name: string): void {
    const { where, service, takesList } = this.#ownProcess()
    const own = { id: player.id, ...this.#valuesOf(player) }
    const values = takesList ? { ...this.#valuesOf(player), hosts: JSON.stringify([own]) } : own
    const relay = this.#parts.relayOf(player.dials)
    const starting = this.#services.start(name, where, service, { ...this.#parts.values, ...values })
    const following = starting.then((started) => {
      const events = service.events ?? this.#parts.target.host.events
      const from = relay === undefined ? {} : { relay }
      this.#parts.events.follow(started, events, { side: 'host', host: name, ...from })
      return started
    })
    this.#services.watch(following)
    this.#own.set(name, following)
  }

  #startFleet(players: readonly Player[]): void {
    this.#hasFleet = true
    const hosts = players.map((player) => ({ id: player.id, ...this.#valuesOf(player) }))
    const values = { hosts: JSON.stringify(hosts), ...this.#valuesOf(players[0]) }
    const { host } = this.#parts.target
    const starting = this.#services.start('hosts', 'host', host, { ...this.#parts.values, ...values })
    const relay = this.#parts.relayOf(undefined)
    const from = relay === undefined ? {} : { relay }
    this.#services.watch(
      starting.then((service) => this.#parts.events.follow(service, host.events, { side: 'host', ...from })),
    )
  }

  #ownProcess(): OwnProcess {
    const { host } = this.#parts.target
    if (host.per === 'host') return { where: 'host', service: host, takesList: false }
    if (host.single === false) throw this.#cannot('have a process of its own: host.single is false')
    return host.single
      ? { where: 'host.single', service: host.single, takesList: false }
      : { where: 'host', service: host, takesList: true }
  }

  #valuesOf(player: Player | undefined): templates.Values {
    return {
      token: player?.token ?? '',
      ...templates.addressValues('dial', this.#parts.dialOf(player?.dials, player?.via), 'ws'),
    }
  }

  async #end(name: string): Promise<void> {
    const service = await this.#own.get(name)
    if (!service) return
    await this.#services.end(service)
    this.#parts.events.ended(name, now())
  }

  #cannot(what: string): MissingPartError {
    return new MissingPartError(`target ${this.#parts.target.name}: a host cannot ${what}`)
  }
}
