/** What was seen from one look to the next, ms. */
export interface Seen {
  /** For how long the cores of this machine were taken, all together; what a hypervisor took of them counts. */
  readonly takenMs: number
  /** For how long services had them. */
  readonly ranMs: number
  /** The longest that one thread of a service was due and had no core. */
  readonly waitedMs: number
}

/** The kernel counts what is taken of its cores in ticks: over some looks together they say it well enough. */
const LOOKS = 5

/**
 * Tells how much of their waiting services owe to others. A service that waits for another of its own system, or for itself, is as slow as it
 * would be anywhere: at most as much as others took counts.
 */
export class OthersShare {
  #others: readonly number[] = []
  #counted: readonly number[] = []

  /** ms of the wait that others are the cause of */
  next({ takenMs, ranMs, waitedMs }: Seen): number {
    this.#others = [...this.#others, takenMs - ranMs].slice(-LOOKS)
    const left = sum(this.#others) - sum(this.#counted)
    const ms = Math.max(0, Math.min(waitedMs, left))
    this.#counted = [...this.#counted, ms].slice(1 - LOOKS)
    return ms
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
