import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import type { Link, LinkProxy } from '../../runtime/links.ts'
import type { NetworkPlace } from '../../runtime/packets/network-place.ts'
import { placesOf } from '../../runtime/packets/places.ts'
import { type Count, type Counted, sum } from '../../runtime/packets/rule-counters.ts'
import { RuleTable } from '../../runtime/packets/rule-table.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import type { Proof } from '../link-fault.ts'

/** How often the counters are read until the fault has acted: its onset is uncertain by this much. A read takes nft 5 ms of CPU. */
const pollMs = 30

/** What was counted under the name by which rules count what they act on. */
export const acted = 'acted'

export interface PacketFaultOptions {
  readonly detail: string
  /** The commands for the rules of one proxy of the link, in its namespace; those of the link's proxies there are put together. */
  readonly script: (place: NetworkPlace, proxies: readonly LinkProxy[]) => Promise<readonly string[]>
  /** Added once the rules are in place. */
  readonly next?: (place: NetworkPlace, proxies: readonly LinkProxy[]) => Promise<readonly string[]>
  /** For a fault that has an amount: whether so much of it acted as was asked for; looked at when it is healed. */
  readonly prove?: (counted: Counted) => Proof
}

/**
 * A fault made of kernel rules for the packets of a link, which lasts until it is healed. Evidence: the rules' own counters, read
 * until they have counted something, and a last time before the rules are taken away.
 * @throws MissingPartError where this machine has no packet faults
 */
export async function packetFault(
  context: FaultContext,
  kind: FaultKind,
  link: Link,
  { detail, script, next, prove }: PacketFaultOptions,
): Promise<OpenFault> {
  await mustHaveLayers(['packets'])
  const places = await placesOf(link)
  const tables: RuleTable[] = []
  const watch = new Watch(tables, link.name, prove)
  const fault = openFault(context, kind, link.name, detail, async () => {
    try {
      watch.judge(fault, await Promise.all(tables.map((table) => table.end())))
    } finally {
      await Promise.all(tables.map((table) => table.remove()))
    }
  })
  try {
    for (const { place, proxies } of places) {
      const table = await RuleTable.open(place, await script(place, proxies))
      tables.push(table)
      if (next) await table.add(await next(place, proxies))
    }
  } catch (error) {
    await fault.heal().catch(() => {})
    throw error
  }
  watch.start(fault)
  return fault
}

/** The counters of a fault: when they first counted, and how much at the end. */
class Watch {
  readonly #tables: readonly RuleTable[]
  readonly #link: string
  readonly #prove: PacketFaultOptions['prove']
  #onset: { readonly at: number; readonly uncertaintyNs: number } | undefined
  #lookedAt = now()
  #timer: NodeJS.Timeout | undefined

  constructor(tables: readonly RuleTable[], link: string, prove: PacketFaultOptions['prove']) {
    this.#tables = tables
    this.#link = link
    this.#prove = prove
  }

  start(fault: OpenFault): void {
    this.#lookedAt = now()
    this.#schedule(fault)
  }

  /** Says what the counters prove in the end. */
  judge(fault: OpenFault, all: readonly Counted[]): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const counted = this.#note(all)
    const onset = this.#onset
    if (!onset) {
      fault.unproven(`no packet passed ${this.#link} on which it could act`)
      return
    }
    const { proven, words } = this.#prove?.(counted) ?? { proven: true, words: wordsOf(counted[acted]) }
    if (proven) fault.observed(words, onset.at, onset.uncertaintyNs)
    else fault.unproven(words)
  }

  #schedule(fault: OpenFault): void {
    // Rules that cannot be read are told of by the heal, which every fault gets.
    this.#timer = setTimeout(() => void this.#poll(fault).catch(() => {}), pollMs)
  }

  async #poll(fault: OpenFault): Promise<void> {
    const counted = await this.#look()
    // It was healed meanwhile.
    if (!this.#timer) return
    if (this.#onset) fault.acting(wordsOf(counted[acted]), this.#onset.at)
    else this.#schedule(fault)
  }

  async #look(): Promise<Counted> {
    return this.#note(await Promise.all(this.#tables.map((table) => table.counted())))
  }

  #note(all: readonly Counted[]): Counted {
    const names = new Set(all.flatMap((one) => Object.keys(one)))
    const counted = Object.fromEntries([...names].map((name) => [name, sum(all.map((one) => one[name]))]))
    const at = now()
    if (!this.#onset && (counted[acted]?.packets ?? 0) > 0)
      this.#onset = { at, uncertaintyNs: at - this.#lookedAt }
    this.#lookedAt = at
    return counted
  }
}

const wordsOf = ({ packets, bytes }: Count = { packets: 0, bytes: 0 }) =>
  `${packets} packets affected, ${bytes} bytes`
