import type { RelayConstants } from '../relay/constants.ts'

type Limits = Pick<RelayConstants, 'backoffBaseMs' | 'backoffCeilingMs' | 'backoffFactorMin'>

export interface Delay {
  readonly delayMs: number
  /** How many delays came before it since the last reset. */
  readonly attempt: number
}

/** Reconnect delays of one host: base, doubled per attempt, up to the ceiling, times a random factor in [factorMin, 1). */
export class Backoff {
  readonly #limits: Limits
  readonly #random: () => number
  #attempt = 0

  /** @param random numbers in [0, 1); a constant 1 takes the jitter away. */
  constructor(limits: Limits, random: () => number) {
    this.#limits = limits
    this.#random = random
  }

  reset(): void {
    this.#attempt = 0
  }

  next(): Delay {
    const { backoffBaseMs, backoffCeilingMs } = this.#limits
    const attempt = this.#attempt++
    return { attempt, delayMs: Math.min(backoffCeilingMs, backoffBaseMs * 2 ** attempt) * this.#factor() }
  }

  /** The longest delay, whatever the counter says. */
  atCeiling(): Delay {
    return { attempt: this.#attempt++, delayMs: this.#limits.backoffCeilingMs * this.#factor() }
  }

  #factor(): number {
    const { backoffFactorMin } = this.#limits
    return backoffFactorMin + (1 - backoffFactorMin) * this.#random()
  }
}
