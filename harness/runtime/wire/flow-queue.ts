import { NS_PER_MS, now } from '../../journal/clock.ts'

/** A packet put behind the next one goes alone when none comes within this time. */
const ALONE_AFTER_MS = 50

/** A packet on its way. */
export interface Held {
  readonly bytes: Buffer
  readonly arrivedAt: number
  /** Monotonic ns at which it is to leave. */
  readonly dueAt: number
  readonly behind: boolean
}

export interface FlowQueueEvents {
  /** It leaves. @param onTime it was kept for as long as it was to be */
  leave(held: Held, onTime: boolean): void
  /** It was put behind another one, which has left before it. */
  overtaken(): void
  /** Nothing is held any more. */
  empty(): void
}

/**
 * The packets of one flow in one direction that are held. None overtakes another, whatever its jitter, as on a line; only one that is to be
 * put behind the next is overtaken.
 */
export class FlowQueue {
  readonly #events: FlowQueueEvents
  #held: Held[] = []
  #aside: Held[] = []
  #timer: NodeJS.Timeout | undefined
  #alone: NodeJS.Timeout | undefined

  constructor(events: FlowQueueEvents) {
    this.#events = events
  }

  add(held: Held): void {
    const last = this.#held.at(-1)
    this.#held.push(last && last.dueAt > held.dueAt ? { ...held, dueAt: last.dueAt } : held)
    if (!last) this.#release()
  }

  /** Everything leaves now. */
  flush(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#alone)
    for (const held of [...this.#aside, ...this.#held]) this.#events.leave(held, false)
    this.#aside = []
    this.#held = []
    this.#events.empty()
  }

  #release(): void {
    const at = now()
    while (this.#held.length > 0 && this.#held[0]!.dueAt <= at) this.#let(this.#held.shift()!)
    const [next] = this.#held
    if (next)
      this.#timer = setTimeout(() => this.#release(), Math.max(0, Math.ceil((next.dueAt - at) / NS_PER_MS)))
    else if (this.#aside.length === 0) this.#events.empty()
  }

  #let(held: Held): void {
    if (held.behind) {
      this.#aside.push(held)
      this.#alone ??= setTimeout(() => this.#giveUp(), ALONE_AFTER_MS)
      return
    }
    this.#events.leave(held, true)
    for (const one of this.#aside) {
      this.#events.overtaken()
      this.#events.leave(one, false)
    }
    this.#clearAside()
  }

  /** No packet came that could overtake. */
  #giveUp(): void {
    for (const one of this.#aside) this.#events.leave(one, false)
    this.#clearAside()
    if (this.#held.length === 0) this.#events.empty()
  }

  #clearAside(): void {
    clearTimeout(this.#alone)
    this.#alone = undefined
    this.#aside = []
  }
}
