import { type Duration, parseDuration } from '../duration.ts'
import { HarnessError, messageOf, UsageError } from '../errors.ts'
import { readParameters } from '../faults/by-hand.ts'
import type { NewEvent } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import type { Link } from '../runtime/links.ts'
import type { Service } from '../runtime/runtime.ts'
import type { Grip } from '../scenario/executions.ts'
import { linkNamed, serviceNamed, serviceNames } from '../scenario/named.ts'
import { unknownWord } from '../targets/closest.ts'
import { handFaults } from './catalogue.ts'
import type { Command } from './protocol.ts'

type Wanted = Extract<Command, { do: 'inject' }>

/** A fault that somebody injected and that lasts. */
interface Lasting {
  readonly id: string
  readonly target: string
  readonly heal: () => Promise<void>
}

/** What is told of each fault before its first event is written. */
type OnFault = (id: string) => void

/** Longest wait for a fault to take hold, before the one who asked is told that it is under way. */
const ANSWER_MS = 5_000

/** Injects faults by their names, and heals them. It aims at nothing but what the game-day itself started. */
export class Injector {
  readonly #grip: Grip
  readonly #lasting = new Map<string, Lasting>()

  constructor(grip: Grip) {
    this.#grip = grip
  }

  /** Names of the services that can be aimed at: all but the proxies, which belong to the links. */
  get services(): string[] {
    return serviceNames(this.#grip.runtime)
  }

  get links(): string[] {
    return [...this.#grip.links.keys()]
  }

  /** Faults that last, oldest first. */
  get open(): readonly Pick<Lasting, 'id' | 'target'>[] {
    const ids = new Set([...this.#grip.open].map(({ id }) => id))
    return [...this.#lasting.values()].filter(({ id }) => ids.has(id))
  }

  /**
   * Injects a fault and gives the ids of what it opened.
   * @throws UsageError before anything is touched, when fault, target or a parameter cannot be
   */
  async inject(
    { fault, target, parameters }: Omit<Wanted, 'by' | 'do'>,
    onFault: OnFault,
  ): Promise<string[]> {
    const { given, inject, healing } = this.#prepare({ fault, target, parameters })
    const ids: string[] = []
    const noted = (id: string) => {
      ids.push(id)
      if (healing !== 'none')
        this.#lasting.set(id, { id, target, heal: () => this.#heal(id, target, healing) })
      onFault(id)
    }
    const { journal, open, signal, factor } = this.#grip
    const context = { journal: notingFaults(journal, noted), open, signal, factor }
    const acting = Promise.resolve(inject(context, ...(given as never[])))
    // One that waits, as for a process that takes its time to end, goes on by itself.
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, ANSWER_MS, 'late').unref())
    const outcome = await Promise.race([acting, late])
    if (outcome === 'late') void acting.catch((error: unknown) => this.#trouble(fault, error))
    return ids
  }

  /** Looks at what was asked for without touching anything. @throws UsageError */
  refuse(wanted: Pick<Wanted, 'fault' | 'target' | 'parameters'> & { readonly for?: string }): void {
    this.#prepare(wanted)
    if (wanted.for !== undefined) parseDuration(wanted.for)
  }

  #prepare({ fault, target, parameters }: Pick<Wanted, 'fault' | 'target' | 'parameters'>) {
    const known = handFaults()
    const found = known.find(({ name }) => name === fault)
    const names = known.map(({ name }) => name)
    if (!found) throw new UsageError(`fault ${unknownWord(fault, names, JSON.stringify)}`)
    const { form, inject } = found.hand
    const own = form.on === 'service' ? { service: this.#service(fault, target) } : this.#link(fault, target)
    return { inject, healing: form.healing, given: [own, ...readParameters(fault, form, parameters)] }
  }

  /** Heals one fault, or starts a service again that has ended. @throws UsageError that names the faults that are open */
  async heal(id: string): Promise<void> {
    const down = this.#grip.runtime.services.find(({ name, running }) => name === id && !running)
    if (down && this.services.includes(id)) return void (await down.restart({ signal: this.#grip.signal }))
    const lasting = this.open.find((one) => one.id === id)
    const ids = this.open.map((one) => one.id)
    if (!lasting)
      throw new UsageError(
        ids.length > 0 ? `open fault ${unknownWord(id, ids, JSON.stringify)}` : `${id}: no fault is open`,
      )
    await this.#lasting.get(id)!.heal()
  }

  /** Heals everything that is open, newest first. @returns the ids of what was healed */
  async healAll(): Promise<string[]> {
    const ids = this.open.map(({ id }) => id).reverse()
    const errors: unknown[] = []
    for (const id of ids)
      await this.#lasting
        .get(id)!
        .heal()
        .catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw new HarnessError(errors.map((error) => messageOf(error)).join('; '))
    return ids
  }

  /** A service that was taken down is started again, which heals the fault; all others have a handle. */
  async #heal(id: string, target: string, healing: 'undo' | 'restart'): Promise<void> {
    if (healing === 'restart') {
      const service = this.#service(id, target)
      if (service.running) await service.exited
      await service.restart({ signal: this.#grip.signal })
    }
    for (const fault of this.#grip.open) if (fault.id === id) await fault.heal()
  }

  #service(fault: string, target: string): Service {
    if (this.links.includes(target))
      throw new UsageError(
        `${target} is a link, and ${fault} is aimed at a service: there are ${this.services.join(', ')}`,
      )
    return serviceNamed(this.#grip.runtime, target)
  }

  #link(fault: string, target: string): Link {
    if (this.services.includes(target) && !this.links.includes(target))
      throw new UsageError(
        `${target} is a service, and ${fault} is aimed at a link: there are ${this.links.join(', ')}`,
      )
    return linkNamed(this.#grip.links, target)
  }

  #trouble(fault: string, error: unknown): void {
    if (this.#grip.signal.aborted) return
    this.#grip.journal.append({ kind: 'trouble', phase: 'inject', message: `${fault}: ${messageOf(error)}` })
  }
}

/** The journal, for one injection: whoever asks for a fault is told of each that it opens. */
function notingFaults(journal: Journal, noted: (id: string) => void): Journal {
  return {
    ...journal,
    get events() {
      return journal.events
    },
    append: (event: NewEvent) => {
      if (event.kind === 'fault' && event.state === 'requested') noted(event.id)
      journal.append(event)
    },
  }
}

/** Real ms of a time that somebody typed, which is the system's own. */
export const realMs = (text: string, factor: number) => parseDuration(text as Duration) * factor
