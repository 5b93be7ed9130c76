import { now } from '../journal/clock.ts'
import type { JournalEvent } from '../journal/events.ts'
import type { Journal } from '../journal/writer.ts'
import type { Guard } from './guard.ts'
import type { Seen, Surroundings, Watching } from './signal.ts'
import { type GuardState, isKept, isWorse } from './state.ts'

/** From one look to the next, ms. */
const LOOK_MS = 250

interface WatchOptions extends Surroundings {
  readonly guards: readonly Guard[]
  readonly journal: Journal
  /** Called once, for the guard whose limit was passed first. */
  readonly onPast: (state: GuardState) => void
}

interface Held {
  readonly guard: Guard
  readonly watching: Watching
  state: GuardState
}

const notBegun = 'the watch begins with the steady state, which was not proved'

/** Holds guards from the proof of the steady state to the end of an execution, and journals how near each came. */
export class GuardWatch implements Disposable {
  readonly #options: WatchOptions
  readonly #held: readonly Held[]
  readonly #listeners = new Set<(states: readonly GuardState[]) => void>()
  readonly #unfollow: () => void
  #timer: NodeJS.Timeout | undefined
  #isOver = false
  #hasFired = false

  constructor(options: WatchOptions) {
    const { guards, journal } = options
    this.#options = options
    this.#held = guards.map((guard) => ({
      guard,
      watching: guard.watch(options),
      state: this.#first(guard),
    }))
    for (const event of journal.events) this.#take(event)
    this.#unfollow = guards.length === 0 ? () => {} : journal.onEvent((event) => this.#take(event))
  }

  get states(): readonly GuardState[] {
    return this.#held.map(({ state }) => state)
  }

  /** Tells of every look from now on. */
  onLook(listener: (states: readonly GuardState[]) => void): void {
    this.#listeners.add(listener)
  }

  /** One look at all guards. @param at monotonic ns */
  look(at: number): void {
    for (const held of this.#held) held.state = this.#after(held, held.watching.value(at), at)
    for (const listener of this.#listeners) listener(this.states)
    const past = this.states.find(({ fired }) => fired)
    if (!past || this.#hasFired) return
    this.#hasFired = true
    this.#options.onPast(past)
  }

  /** Ends the watch and journals how near each guard came. May be called twice. */
  [Symbol.dispose](): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#timer)
    this.#unfollow()
    for (const { state } of this.#held) {
      const { value: _, reason, worst, ...rest } = state
      const why = worst === null && reason !== undefined ? { reason } : {}
      this.#options.journal.append({ kind: 'guard', ...rest, worst, ...why })
    }
  }

  #take(event: JournalEvent): void {
    for (const { watching } of this.#held) watching.take(event)
    if (event.kind === 'steady' && event.when === 'before' && event.ok)
      this.#timer ??= setInterval(() => this.look(now()), LOOK_MS)
  }

  #first({ text, about, op, limit, unit }: Guard): GuardState {
    const scaled = limit.isDuration ? limit.value * this.#options.factor : limit.value
    return {
      ...{ guard: text, about, op, limit: scaled, unit: unit ?? limit.unit, value: null },
      ...{ worst: null, looks: 0, seen: 0, fired: false, reason: notBegun },
    }
  }

  #after({ guard, state }: Held, seen: Seen, at: number): GuardState {
    const { reason: _, ...before } = state
    const looks = state.looks + 1
    const unit = seen.unit ?? state.unit
    if (seen.value === null)
      return { ...before, value: null, looks, ...(seen.reason !== undefined && { reason: seen.reason }) }
    if (guard.limit.isDuration && unit !== 'ms')
      return { ...before, value: null, looks, reason: `its value is in ${unit}, and its limit is a duration` }
    const { value } = seen
    const isWorst = state.worst === null || isWorse(state.op, value, state.worst)
    return {
      ...{ ...before, value, unit, looks, seen: state.seen + 1 },
      ...(isWorst && { worst: value, worstAt: at }),
      fired: state.fired || !isKept(state.op, value, state.limit),
    }
  }
}
