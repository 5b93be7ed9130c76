import { HarnessError, MissingPartError, messageOf } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import type { HostStatus } from '../../probes/host-events.ts'
import { portInUse } from '../../runtime/port-in-use.ts'
import type { Address, Runtime, Service } from '../../runtime/runtime.ts'
import type { TargetEvents } from '../../targets/host-events.ts'
import type { Target } from '../../targets/schema.ts'
import { serviceSpec } from '../../targets/service-spec.ts'
import { addressValues, type Values } from '../../targets/templates.ts'
import type { FleetHosts, HostTwin, Player } from './fleet-hosts.ts'

export interface TargetHostsParts {
  readonly runtime: Runtime
  readonly target: Target
  readonly events: TargetEvents
  /** What the templates of every host may use. */
  readonly values: Values
  /** The address of the link to what a host dials; without a name, what hosts dial as a rule. */
  dialOf(dials: string | undefined): Address
  /** Identity of the relay that hosts which dial this always reach; undefined where that is not known. */
  relayOf(dials: string | undefined): string | undefined
}

/** Host programs that start at the same time: a Docker engine that is asked for a hundred containers at once answers nobody for 20 s. */
const STARTS_AT_ONCE = 12

const isServiceName = /^[a-z0-9][a-z0-9-]{0,40}$/

/** The hosts of a target: a process for each, or one for all of them. */
export class TargetHosts implements FleetHosts {
  readonly state: ReadonlyMap<string, HostStatus>
  readonly failed: Promise<never>
  readonly #parts: TargetHostsParts
  readonly #failure = Promise.withResolvers<never>()
  readonly #players = new Map<string, Player>()
  readonly #services = new Map<string, Promise<Service>>()
  /** Services whose end is our own doing. */
  readonly #ended = new Set<Service>()
  /** Each start waits for the one before it in its row. */
  readonly #rows: Promise<unknown>[] = Array.from({ length: STARTS_AT_ONCE }, () => Promise.resolve())
  #starts = 0
  #leaving = false

  constructor(parts: TargetHostsParts) {
    this.#parts = parts
    this.state = parts.events.state
    this.failed = Promise.race([parts.events.failed, this.#failure.promise])
    this.failed.catch(() => {})
  }

  add(hosts: readonly Player[]): void {
    for (const player of hosts) this.#players.set(player.id, player)
    this.#parts.events.expect(hosts.map(({ id }) => id))
    if (this.#parts.target.host.per === 'host')
      for (const player of hosts) this.#watch(this.#startOne(player, player.id))
    else this.#watch(this.#startAll(hosts))
  }

  remove(): void {
    throw this.#cannot('be told to leave')
  }

  /** Nobody can ask their programs: what these print is read as it comes. */
  async settled(): Promise<void> {}

  twinOf(host: string): HostTwin {
    const player = this.#players.get(host)
    if (!player) throw new HarnessError(`no twin of ${host}: there is no such host`)
    if (this.#parts.target.host.per !== 'host') throw this.#cannot('be in two places')
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
        this.#watch(this.#startOne(player, twin))
      },
      leave: () => this.#watch(this.#end(twin)),
    }
  }

  interrupt(): never {
    throw this.#cannot('break a socket in the middle of its registration')
  }

  openSecond(): never {
    throw this.#cannot('open a second tunnel')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving = true
    this.#parts.events.stop()
    await Promise.allSettled(this.#services.values())
  }

  /** @param name of the host in the journal */
  #startOne(player: Player, name: string): Promise<Service> {
    const relay = this.#parts.relayOf(player.dials)
    const starting = this.#start(this.#serviceName(name), { id: player.id, ...this.#valuesOf(player) }).then(
      (service) => {
        const { events } = this.#parts.target.host
        this.#parts.events.follow(service, events, {
          side: 'host',
          host: name,
          ...(relay === undefined ? {} : { relay }),
        })
        return service
      },
    )
    this.#services.set(name, starting)
    return starting
  }

  #startAll(players: readonly Player[]): Promise<Service> {
    if (this.#services.size > 0) throw this.#cannot('come later: host.per is fleet')
    const hosts = players.map((player) => ({ id: player.id, ...this.#valuesOf(player) }))
    const starting = this.#start('hosts', {
      hosts: JSON.stringify(hosts),
      ...this.#valuesOf(players[0]),
    }).then((service) => {
      const relay = this.#parts.relayOf(undefined)
      this.#parts.events.follow(service, this.#parts.target.host.events, {
        side: 'host',
        ...(relay === undefined ? {} : { relay }),
      })
      return service
    })
    this.#services.set('hosts', starting)
    return starting
  }

  /** An id may hold what no container and no folder can be called. */
  #serviceName(host: string): string {
    return isServiceName.test(host) ? host : `host-process-${this.#services.size + 1}`
  }

  #valuesOf(player: Player | undefined): Values {
    return { token: player?.token ?? '', ...addressValues('dial', this.#parts.dialOf(player?.dials), 'ws') }
  }

  async #start(name: string, values: Values): Promise<Service> {
    const { runtime, target } = this.#parts
    const { main } = await runtime.reserve(name, ['main'])
    const plan = {
      name,
      where: 'host',
      service: target.host,
      address: main!,
      values: { ...this.#parts.values, ...values },
    }
    const { ports: _, ...spec } = serviceSpec(target, plan)
    // A host listens nowhere unless its ready check says so.
    const ports = 'log' in target.host.ready ? {} : { main: main! }
    const row = this.#starts++ % STARTS_AT_ONCE
    const starting = this.#rows[row]!.then(() => runtime.start({ ...spec, ports }))
    this.#rows[row] = starting.catch(() => {})
    const service = await starting
    this.#watch(this.#untilEnd(service))
    return service
  }

  /** No scenario ends a host program: when one ends by itself, nothing more can be known of its hosts. */
  async #untilEnd(service: Service): Promise<void> {
    const { code } = await service.exited
    if (this.#leaving || this.#ended.has(service)) return
    const last = service.logs().findLast(({ text }) => text.trim() !== '')?.text ?? 'it printed nothing'
    const taken = portInUse(service.logs(), service.spec.ports)
    throw new HarnessError(
      `${service.name} ended by itself with code ${code}; ${taken ? `${taken} ` : ''}its last line: ${last}`,
    )
  }

  async #end(name: string): Promise<void> {
    const service = await this.#services.get(name)
    if (!service) return
    this.#ended.add(service)
    await service.kill()
    this.#parts.events.ended(name, now())
  }

  /** What fails here fails nobody's call: the fleet is told. */
  #watch(acting: Promise<unknown>): void {
    acting.catch((error: unknown) =>
      this.#failure.reject(
        error instanceof HarnessError || error instanceof MissingPartError
          ? error
          : new HarnessError(messageOf(error)),
      ),
    )
  }

  #cannot(what: string): MissingPartError {
    return new MissingPartError(`target ${this.#parts.target.name}: a host cannot ${what}`)
  }
}
