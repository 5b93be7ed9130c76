import type { EventOf } from '../journal/events.ts'
import { handFaults } from './catalogue.ts'

/** Something that somebody did or said. */
export interface Step {
  readonly deed: EventOf<'game-day'> | EventOf<'mark'>
  /** Real ms since the one before. */
  readonly afterMs: number
}

/** The lines of a scenario's body, step by step. */
export class Code {
  readonly #factor: number
  readonly #lines: string[] = []
  /** By id of the fault: how it is healed. */
  readonly #heals = new Map<string, string>()
  readonly #tools = new Set(['named', 'faults', 'time'])
  #count = 0
  #waitMs = 0

  constructor(factor: number) {
    this.#factor = factor
  }

  get tools(): readonly string[] {
    return [...this.#tools]
  }

  step({ deed, afterMs }: Step): void {
    this.#waitMs += afterMs / this.#factor
    if (deed.kind === 'mark') this.#say(`${deed.by}: ${deed.name}`)
    else if (deed.did === 'note') this.#say(`${deed.by}: ${deed.text}`)
    else if (deed.did === 'inject') this.#inject(deed)
    else if (deed.did === 'heal') for (const id of deed.faults ?? []) this.#heal(id)
  }

  end(): readonly string[] {
    this.#wait()
    for (const id of [...this.#heals.keys()].reverse()) this.#heal(id)
    return this.#lines
  }

  #inject({ by, expect, injection, faults = [] }: EventOf<'game-day'>): void {
    if (!injection) return
    const found = handFaults().find(({ name }) => name === injection.fault)
    // One of the user's own is injected with its own object, which only its file has.
    if (!found || !(found.call in found.kind.injections)) {
      this.#say(`${by}: ${injection.fault} on ${injection.target}, a fault of your own`)
      return
    }
    this.#wait()
    if (expect) this.#say(`expected by ${by}: ${expect}`)
    const { on, healing, parameters = {} } = found.hand.form
    const target = `named.${on}(${quoted(injection.target)})`
    const given = Object.entries(injection.parameters).map(
      ([name, text]) => `${name}: ${parameters[name]?.type === 'number' ? Number(text) : quoted(text)}`,
    )
    const call = `await faults.${found.call}(${[target, ...(given.length > 0 ? [`{ ${given.join(', ')} }`] : [])].join(', ')})`
    const [id] = faults
    if (healing === 'undo' && id !== undefined) {
      const name = `fault${++this.#count}`
      this.#lines.push(`const ${name} = ${call}`)
      this.#heals.set(id, `await ${name}.heal()`)
    } else {
      this.#lines.push(call)
      if (healing === 'restart' && id !== undefined)
        this.#heals.set(id, `await ${target}.restart({ after: '0ms' })`)
    }
  }

  #heal(id: string): void {
    const heal = this.#heals.get(id)
    if (heal === undefined) return
    this.#heals.delete(id)
    this.#wait()
    this.#lines.push(heal)
  }

  /** To a tenth of a second: nobody at a keyboard is more exact. */
  #wait(): void {
    const tenths = Math.round(this.#waitMs / 100)
    this.#waitMs = 0
    if (tenths > 0) this.#lines.push(`await time.pass('${tenths / 10}s')`)
  }

  /** On one line, whatever somebody wrote. */
  #say(text: string): void {
    this.#lines.push(`// ${text.replaceAll(/\s+/g, ' ')}`)
  }
}

/** A string as code; it may hold anything that somebody typed. */
export const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
