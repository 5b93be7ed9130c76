import { z } from 'zod'
import { type Duration, parseDuration } from '../duration.ts'
import { NS_PER_MS } from '../journal/clock.ts'

/** Over how much time a signal is taken: long enough that one lost request is not half of them. */
const OVER = '10s'

/** A length of time as scenarios write it. */
const duration = z.string().refine(isDuration, 'write a number and ms, s or m, as in 10s')

export const over = duration.default(OVER)

function isDuration(text: string): boolean {
  try {
    return parseDuration(text as Duration) > 0
  } catch {
    return false
  }
}

interface Timed {
  /** Monotonic ns. */
  readonly at: number
}

/** What came in the last stretch of time, oldest first. What is older is dropped when it is looked at. */
export class Window<T extends Timed> {
  readonly #ns: number
  #all: T[] = []

  /** @param length the system's own time @param factor real time = that × factor */
  constructor(length: string, factor: number) {
    this.#ns = parseDuration(length) * factor * NS_PER_MS
  }

  /** Its length, real ms. */
  get ms(): number {
    return this.#ns / NS_PER_MS
  }

  add(one: T): void {
    this.#all.push(one)
  }

  /** @param now monotonic ns */
  at(now: number): readonly T[] {
    const from = now - this.#ns
    // Another process stamped it: it may be a little out of order.
    if (this.#all.some(({ at }) => at <= from)) this.#all = this.#all.filter(({ at }) => at > from)
    return this.#all
  }
}
