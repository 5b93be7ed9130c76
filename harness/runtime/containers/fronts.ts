import type { Front } from '../runtime.ts'
import type { Engine } from './engine.ts'
import { RunNetwork } from './network.ts'

interface Place {
  readonly network: RunNetwork
  readonly host: string
  readonly names: readonly string[]
}

/** Networks of two: a service, and what answers in it to the name of another. */
export class Fronts {
  readonly #engine: Engine
  readonly #prefix: string
  readonly #labels: Readonly<Record<string, string>>
  /** One for each way, by `from>to`. */
  readonly #networks = new Map<string, Promise<RunNetwork>>()
  /** Where a service answers that has not started yet, by its name. */
  readonly #places = new Map<string, Place[]>()

  constructor(engine: Engine, prefix: string, labels: Readonly<Record<string, string>>) {
    this.#engine = engine
    this.#prefix = prefix
    this.#labels = labels
  }

  /** @param id of the container that uses the names */
  async open({ from, to, by, names }: Front, id: string): Promise<{ readonly host: string }> {
    const network = await this.#networkOf(`${from}>${to}`, id)
    const host = network.hostOf(by)
    this.#places.set(by, [...(this.#places.get(by) ?? []), { network, host, names }])
    return { host }
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

  #networkOf(way: string, id: string): Promise<RunNetwork> {
    const known = this.#networks.get(way)
    if (known) return known
    const name = `${this.#prefix}-${this.#networks.size + 1}`
    const opening = RunNetwork.create(this.#engine, name, this.#labels, { internal: true }).then(
      async (network) => {
        await network.connect(this.#engine, id, [])
        return network
      },
    )
    this.#networks.set(way, opening)
    return opening
  }
}
