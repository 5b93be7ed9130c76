/** Longest that a finished event waits for others to be written with it. */
const HOLD_NS = 40_000_000

/** A wake-up that happens anyway takes along what has waited this long. */
const RIPE_NS = 30_000_000

/** Gathers lines and writes them in batches: a write per probe would cost both processes a wake-up each. */
export class Outbox {
  readonly #write: (lines: string) => void
  #lines = ''
  #since = Number.POSITIVE_INFINITY

  constructor(write: (lines: string) => void) {
    this.#write = write
  }

  /** Moment (ns) by which the lines at hand must be written; Infinity when there are none. */
  get dueAt(): number {
    return this.#since + HOLD_NS
  }

  add(line: string, now: number): void {
    if (this.#lines === '') this.#since = now
    this.#lines += `${line}\n`
  }

  /** Writes if something is old enough to be worth it. */
  flushRipe(now: number): void {
    if (now - this.#since >= RIPE_NS) this.flush()
  }

  flush(): void {
    if (this.#lines === '') return
    const lines = this.#lines
    this.#lines = ''
    this.#since = Number.POSITIVE_INFINITY
    this.#write(lines)
  }
}
