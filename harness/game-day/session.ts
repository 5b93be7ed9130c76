import { formatMs } from '../duration.ts'
import { messageOf, UsageError } from '../errors.ts'
import { type GuardState, passedText } from '../guard/state.ts'
import { now } from '../journal/clock.ts'
import type { JournalEvent, NewEvent } from '../journal/events.ts'
import type { Grip } from '../scenario/executions.ts'
import type { Planned } from '../scenario/game-day-plan.ts'
import { faultForms } from './catalogue.ts'
import { Injector, realMs } from './injector.ts'
import type { Model } from './model/model.ts'
import type { Command, Role } from './protocol.ts'
import { shownGuard } from './shown-guard.ts'

type Inject = Extract<Command, { do: 'inject' }>

export interface SessionOptions {
  readonly model: Model
  readonly plan: readonly Planned[]
}

/** Who did what nobody typed. */
const PLAN = 'the plan'

/** Characters of a note or mark. */
const TEXT_MAX = 2_000

/** A game-day by hand while its system runs: carries out what people ask for, and writes down who did. */
export class Session {
  readonly #options: SessionOptions
  readonly #ended = Promise.withResolvers<void>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #grip: Grip | undefined
  #injector: Injector | undefined
  #stopped: string | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The journal's, as far as it has come; empty before the steady state. */
  get events(): readonly JournalEvent[] {
    return this.#grip?.journal.events ?? []
  }

  /** From the steady state to the end: what the body of a game-day waits for. */
  async live(grip: Grip): Promise<void> {
    const { model, plan } = this.#options
    const injector = new Injector(grip)
    // What the plan cannot do is told before anything is broken.
    for (const { inject, on, with: parameters, for: duration } of plan)
      injector.refuse({ fault: inject, target: on, parameters, ...(duration && { for: duration }) })
    model.catalogue = faultForms(injector.services, injector.links)
    this.#grip = grip
    this.#injector = injector
    grip.guards.onLook((states) => this.#lookAtGuards(states))
    for (const planned of plan) this.#schedule(planned, grip.factor)
    const given = Promise.withResolvers<void>()
    grip.signal.addEventListener('abort', () => given.resolve(), { once: true })
    try {
      await Promise.race([this.#ended.promise, given.promise])
    } finally {
      for (const timer of this.#timers.values()) clearTimeout(timer)
      this.#injector = undefined
      await injector.healAll().catch((error: unknown) => this.#trouble(messageOf(error)))
    }
  }

  /**
   * Carries out what somebody asked for.
   * @returns a line that says what was done
   * @throws UsageError for what cannot be; then nothing was changed
   */
  async carryOut(command: Command, role: Role): Promise<string> {
    if (role === 'observer' && !forObservers.has(command.do))
      throw new UsageError(`observers mark and note; ask a facilitator to ${command.do}`)
    const by = command.by.trim()
    switch (command.do) {
      case 'inject':
        return this.#inject(command, by)
      case 'heal':
        return this.#heal(command.id, by)
      case 'mark':
        this.#record({ kind: 'mark', name: textOf(command.text, 'a mark'), by })
        return 'marked'
      case 'note':
        this.#record({ kind: 'game-day', did: 'note', by, text: textOf(command.text, 'a note') })
        return 'noted'
      case 'end':
        return this.end(by)
      case 'status':
        return this.#options.model.stage
    }
  }

  /** Heals everything and lets the body go on to its checks. */
  end(by: string): string {
    const { grip } = this.#live()
    grip.journal.append({ kind: 'game-day', did: 'end', by, text: 'ends the game-day' })
    this.#ended.resolve()
    return 'ending: everything is healed, then the report is written'
  }

  #live(): { readonly grip: Grip; readonly injector: Injector } {
    const [grip, injector] = [this.#grip, this.#injector]
    if (grip && injector) return { grip, injector }
    const { stage } = this.#options.model
    throw new UsageError(
      stage === 'starting' || stage === 'steady' || !grip
        ? 'the system is still starting: wait for its steady state'
        : 'the game-day is over',
    )
  }

  #record(event: NewEvent): void {
    this.#live().grip.journal.append(event)
  }

  async #inject({ fault, target, parameters, expect, ...rest }: Inject, by: string, hidden = false) {
    const { grip, injector } = this.#live()
    if (this.#stopped) throw new UsageError(`the guard has stopped this game-day: ${this.#stopped}`)
    const wanted = { fault, target, parameters: withoutEmpty(parameters), ...(rest.for && { for: rest.for }) }
    injector.refuse(wanted)
    // Its faults are known only while it acts, so it is told first and they are joined to it by what follows.
    const said = wordsFor(wanted)
    const faults: string[] = []
    const told = { kind: 'game-day', did: 'inject', by, text: said, injection: wanted } as const
    const ids = await injector.inject(wanted, (id) => {
      this.#options.model.attribute(id, { by, hidden })
      if (faults.push(id) > 1) return
      const extra = {
        ...(expect?.trim() && { expect: expect.trim() }),
        ...(hidden && { hidden: true as const }),
      }
      grip.journal.append({ ...told, faults: [id], ...extra })
    })
    if (rest.for) this.#healAfter(ids, realMs(rest.for, grip.factor))
    return `${ids.join(', ')}: ${said}`
  }

  #healAfter(ids: readonly string[], ms: number): void {
    const { model } = this.#options
    for (const id of ids) {
      if (!this.#injector?.open.some((one) => one.id === id)) continue
      model.setDue(id, model.ms(now()) + ms)
      const timer = setTimeout(() => {
        if (!this.#injector?.open.some((one) => one.id === id)) return
        void this.#heal(id, '').catch((error: unknown) => this.#trouble(`${id}: ${messageOf(error)}`))
      }, ms)
      this.#timers.set(id, timer)
    }
  }

  async #heal(id: string | undefined, by: string): Promise<string> {
    const { grip, injector } = this.#live()
    if (id !== undefined) {
      await injector.heal(id)
      clearTimeout(this.#timers.get(id))
      grip.journal.append({ kind: 'game-day', did: 'heal', by, text: `heals ${id}`, faults: [id] })
      return `${id} is healed`
    }
    const healed = await injector.healAll()
    const text = healed.length > 0 ? `heals all: ${healed.join(', ')}` : 'heals all: nothing was open'
    grip.journal.append({ kind: 'game-day', did: 'heal', by, text, faults: healed })
    return healed.length > 0 ? `healed ${healed.join(', ')}` : 'nothing was open'
  }

  #schedule(
    { at, inject, on, with: parameters, for: duration, hidden, expect }: Planned,
    factor: number,
  ): void {
    const command: Inject = {
      ...{ do: 'inject', by: PLAN, fault: inject, target: on, parameters },
      ...(duration !== undefined && { for: duration }),
      ...(expect !== undefined && { expect }),
    }
    const timer = setTimeout(
      () => {
        this.#inject(command, PLAN, hidden).catch((error: unknown) => {
          const why = `the plan's ${inject} on ${on} was not injected: ${messageOf(error)}`
          if (this.#injector)
            this.#grip!.journal.append({ kind: 'game-day', did: 'note', by: PLAN, text: why })
        })
      },
      realMs(at, factor),
    )
    this.#timers.set(`plan ${this.#timers.size}`, timer)
  }

  /** Past a limit all is healed at once, and nothing more is broken; people go on until they end it. */
  #lookAtGuards(states: readonly GuardState[]): void {
    const { model } = this.#options
    model.guard(states.map(shownGuard))
    const passed = states.find(({ fired }) => fired)
    if (!passed || this.#stopped !== undefined || !this.#injector) return
    this.#stopped = passedText(passed)
    const text = `the guard heals everything: ${this.#stopped}`
    this.#record({ kind: 'game-day', did: 'guard', by: '', text })
    void this.#heal(undefined, '').catch((error: unknown) => this.#trouble(messageOf(error)))
  }

  #trouble(message: string): void {
    const journal = this.#grip?.journal
    if (!this.#grip?.signal.aborted) journal?.append({ kind: 'trouble', phase: 'inject', message })
  }
}

const forObservers: ReadonlySet<Command['do']> = new Set(['mark', 'note', 'status'])

function textOf(text: string, what: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new UsageError(`${what} needs a few words`)
  if (trimmed.length > TEXT_MAX) throw new UsageError(`${what} has at most ${TEXT_MAX} characters`)
  return trimmed
}

const withoutEmpty = (parameters: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(parameters).filter(([, text]) => text !== ''))

/** `latency on api-db, delay 200ms, for 30 s` */
function wordsFor({ fault, target, parameters, ...rest }: Omit<Inject, 'do' | 'by' | 'expect'>): string {
  const told = Object.entries(parameters).map(([name, text]) => `${name} ${text}`)
  const until = rest.for === undefined ? [] : [`for ${formatMs(realMs(rest.for, 1))}`]
  return [`${fault} on ${target}`, ...told, ...until].join(', ')
}
