/** Turns of all connections of a proxy. */
export interface TurnCount {
  turns: number
}

/**
 * Counts the round trips of one connection: each time its client speaks first, or after something was delivered to it.
 * What a client sends on without waiting for the answer belongs to the same turn. Called for every chunk.
 */
export class Turns {
  readonly #total: TurnCount
  #answered = true

  constructor(total: TurnCount) {
    this.#total = total
  }

  /** The client sent something. */
  ask(): void {
    if (!this.#answered) return
    this.#answered = false
    this.#total.turns++
  }

  /** Something was written to the client. */
  answer(): void {
    this.#answered = true
  }
}
