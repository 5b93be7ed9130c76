import type { Front } from '../runtime.ts'
import type { Engine } from './engine.ts'
import { RunNetwork } from './network.ts'

interface Place {
  readonly network: RunNetwork
  readonly host: string
  readonly names: readonly string[]
}

/** Networks of few: who uses the name of another, and what answers to it. */
export class Fronts {
  readonly #engine: Engine
  readonly #prefix: string
  readonly #labels: Readonly<Record<string, string>>
  /** One for each way, by `from>to`. */
  readonly #networks = new Map<string, Promise<RunNetwork>>()
  /** Where a service answers that has not started yet, by its name. */
  readonly #places = new Map<string, Place[]>()
  /** By the address that answers in it. */
  readonly #byHost = new Map<string, RunNetwork>()
  /** Who was taken in already, as `network/id`: an address that is held is kept over the lives of its service. */
  readonly #inside = new Map<string, Promise<void>>()

  constructor(engine: Engine, prefix: string, labels: Readonly<Record<string, string>>) {
    this.#engine = engine
    this.#prefix = prefix
    this.#labels = labels
  }

  /** @param id of the container that uses the names, if it is there already */
  async open({ from, to, by, names }: Front, id: string | undefined): Promise<{ readonly host: string }> {
    const network = await this.#networkOf(`${from}>${to}`)
    if (id !== undefined) await this.#enter(network, id)
    const host = network.hostOf(by)
    this.#places.set(by, [...(this.#places.get(by) ?? []), { network, host, names }])
    this.#byHost.set(host, network)
    return { host }
  }

  /** Whether something answers at this address to the name of another. */
  has(host: string): boolean {
    return this.#byHost.has(host)
  }

  /** Takes a container that is about to start into the networks of these addresses. */
  async use(hosts: Iterable<string>, id: string): Promise<void> {
    for (const host of new Set(hosts)) await this.#enter(this.#byHost.get(host)!, id)
  }

  /** Takes a service that is about to start into all networks in which it answers. */
  async join(service: string, id: string): Promise<void> {
    for (const { network, host, names } of this.#places.get(service) ?? [])
      await network.connect(this.#engine, id, names, host)
  }

  async remove(): Promise<void> {
    const opened = await Promise.allSettled(this.#networks.values())
    for (const one of opened) if (one.status === 'fulfilled') await one.value.remove(this.#engine)
  }

  #enter(network: RunNetwork, id: string): Promise<void> {
    const key = `${network.name}/${id}`
    const entering = this.#inside.get(key) ?? network.connect(this.#engine, id, [])
    this.#inside.set(key, entering)
    return entering
  }

  #networkOf(way: string): Promise<RunNetwork> {
    const name = `${this.#prefix}-${this.#networks.size + 1}`
    const opening =
      this.#networks.get(way) ?? RunNetwork.create(this.#engine, name, this.#labels, { internal: true })
    this.#networks.set(way, opening)
    return opening
  }
}
