import { join } from 'node:path'
import type { Link } from '../../runtime/links.ts'
import { type LinkPlace, placesOf } from '../../runtime/packets/places.ts'
import { RuleTable } from '../../runtime/packets/rule-table.ts'
import type { Direction } from '../../runtime/packets/rules.ts'
import { visiblePid } from '../../runtime/visible-pid.ts'
import { addCounts, type Counts } from '../../runtime/wire/counts.ts'
import type { Impairment } from '../../runtime/wire/impairment.ts'
import { Wire } from '../../runtime/wire/wire.ts'
import { devicesOf, wireScript } from '../../runtime/wire/wire-rules.ts'

export interface WiresOptions {
  readonly impairment: Impairment
  readonly seed: number
  readonly directed: readonly Direction[]
  /** Where captures are kept, and how their names begin. */
  readonly captures: { readonly folder: string; readonly name: string } | undefined
}

/** The wires of a link, one in each namespace in which it has proxies, with the rules that send its packets there. */
export class Wires {
  readonly #options: WiresOptions
  readonly #wires: Wire[] = []
  readonly #tables: RuleTable[] = []

  private constructor(options: WiresOptions) {
    this.#options = options
  }

  /** @throws HarnessError with the system's own words */
  static async open(link: Link, options: WiresOptions): Promise<Wires> {
    const wires = new Wires(options)
    try {
      for (const place of await placesOf(link)) await wires.#add(place)
      return wires
    } catch (error) {
      await wires.remove()
      throw error
    }
  }

  get counts(): Counts {
    return addCounts(this.#wires.map(({ counts }) => counts))
  }

  /** Rejects when a wire ends by itself: then packets would vanish. */
  get broken(): Promise<unknown> {
    return Promise.race(this.#wires.map(({ broken }) => broken))
  }

  /** Packets pass by themselves again; those on their way leave. @returns what became of all, and whether captures lack some */
  async end(): Promise<{ counts: Counts; cut: boolean }> {
    try {
      await Promise.all(this.#tables.map((table) => table.end()))
      const ends = await Promise.all(this.#wires.map((wire) => wire.end()))
      return { counts: addCounts(ends.map(({ counts }) => counts)), cut: ends.some(({ cut }) => cut) }
    } finally {
      await this.remove()
    }
  }

  /** Rules first: without its device a rule drops what it would send there. */
  async remove(): Promise<void> {
    await Promise.all(this.#tables.map((table) => table.remove()))
    await Promise.all(this.#wires.map((wire) => wire.remove()))
  }

  async #add({ place, service, proxies }: LinkPlace): Promise<void> {
    const { impairment, seed, directed, captures } = this.#options
    const listens = proxies.map(({ listen }) => listen)
    const own = { impairment, seed: seed + this.#wires.length }
    const file = captures && join(captures.folder, `${captures.name}-${this.#wires.length + 1}`)
    const files = file && { captures: { came: `${file}-came.pcap`, left: `${file}-left.pcap` } }
    const wire = await Wire.open(place, { ...own, listens, ...files })
    this.#wires.push(wire)
    const devices = await devicesOf(place, await visiblePid(service))
    const script = wireScript({ place, devices, wire: wire.device, listens, directed })
    this.#tables.push(await RuleTable.open(place, script, 'netdev'))
  }
}
