import { now } from '../../journal/clock.ts'
import type { NetworkPlace } from '../../runtime/packets/network-place.ts'
import { type Count, type Counted, sum } from '../../runtime/packets/rule-counters.ts'
import { RuleTable } from '../../runtime/packets/rule-table.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import type { Proof } from '../link-fault.ts'

/** How often the counters are read until the fault has acted: its onset is uncertain by this much. A read takes nft 5 ms of CPU. */
const pollMs = 30

/** What was counted under the name by which rules count what they act on. */
export const acted = 'acted'

/** Rules for one namespace. */
export interface RulesAt {
  readonly place: NetworkPlace
  /** Their commands. */
  readonly script: () => Promise<readonly string[]>
  /** Added once they are in place. */
  readonly next?: (() => Promise<readonly string[]>) | undefined
}

export interface RulesFaultOptions {
  readonly detail: string
  readonly rules: readonly RulesAt[]
  /** For a fault that has an amount: whether so much of it acted as was asked for; looked at when it is healed. */
  readonly prove?: ((counted: Counted) => Proof) | undefined
}

/**
 * A fault made of kernel rules, which lasts until it is healed. Evidence: the rules' own counters, read until they have counted something, and a
 * last time before the rules are taken away.
 * @param target what it aims at, by name
 */
export async function rulesFault(
  context: FaultContext,
  kind: FaultKind,
  target: string,
  { detail, rules, prove }: RulesFaultOptions,
): Promise<OpenFault> {
  const tables = new RuleTables()
  const watch = new Watch(tables, target, prove)
  const fault = openFault(context, kind, target, detail, async () => {
    watch.judge(fault, await tables.end())
  })
  try {
    await tables.open(rules)
  } catch (error) {
    await fault.heal().catch(() => {})
    throw error
  }
  watch.start(fault)
  return fault
}

/** The rules of one fault, in all namespaces in which it has some. */
export class RuleTables {
  readonly #tables: RuleTable[] = []

  async open(rules: readonly RulesAt[]): Promise<void> {
    for (const { place, script, next } of rules) {
      const table = await RuleTable.open(place, await script())
      this.#tables.push(table)
      if (next) await table.add(await next())
    }
  }

  counted(): Promise<Counted[]> {
    return Promise.all(this.#tables.map((table) => table.counted()))
  }

  /** Takes all rules away. @returns what they had counted by then. @throws HarnessError when some were gone before */
  async end(): Promise<Counted[]> {
    try {
      return await Promise.all(this.#tables.map((table) => table.end()))
    } finally {
      await Promise.all(this.#tables.map((table) => table.remove()))
    }
  }
}

/** The counters of a fault: when they first counted, and how much at the end. */
class Watch {
  readonly #tables: RuleTables
  readonly #target: string
  readonly #prove: RulesFaultOptions['prove']
  #onset: { readonly at: number; readonly uncertaintyNs: number } | undefined
  #lookedAt = now()
  #timer: NodeJS.Timeout | undefined

  constructor(tables: RuleTables, target: string, prove: RulesFaultOptions['prove']) {
    this.#tables = tables
    this.#target = target
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
      fault.unproven(`no packet passed ${this.#target} on which it could act`)
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
    return this.#note(await this.#tables.counted())
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
