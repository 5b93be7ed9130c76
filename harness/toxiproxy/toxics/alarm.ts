/** A call that is due at a moment. */
export interface Due {
  /** ms on the `performance.now()` scale */
  readonly at: number
  readonly call: () => void
}

/**
 * How long before a call is due the event loop goes round in small steps, ms. Node's timers know whole milliseconds only, so that a
 * sleep may end up to one before the call.
 */
const awakeMs = 1

/**
 * One step, ms: a sleep of the whole thread. Going round without it takes a core for itself, which others then lack. What arrives meanwhile
 * waits so long.
 */
const stepMs = 0.1

/** A round that took longer than this since the last step had something to do: then the loop is not put to sleep. */
const idleRoundMs = 0.05

/** Nobody ever wakes it. */
const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** Wakes many sleepers with one timer, never early. How late: docs/lab/toxiproxy.md. */
export class Alarm {
  /** The earliest first. Most are set later than all others and made first: neither moves the rest. */
  readonly #waiting: Due[] = []
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #ringing = false
  /** When the last step ended. */
  #stepped = 0

  get size(): number {
    return this.#waiting.length
  }

  set(at: number, call: () => void): Due {
    const due: Due = { at, call }
    this.#waiting.splice(this.#after(at), 0, due)
    if (this.#waiting[0] === due && !this.#ringing) this.#arm()
    return due
  }

  /** Does nothing when it has been made. */
  cancel(due: Due): void {
    let index = this.#after(due.at) - 1
    while (this.#waiting[index]?.at === due.at && this.#waiting[index] !== due) index--
    if (this.#waiting[index] === due) this.#waiting.splice(index, 1)
  }

  /** Makes the calls that are due. */
  ring(): void {
    if (this.#ringing) return
    this.#ringing = true
    while (this.#waiting.length > 0 && this.#waiting[0]!.at <= performance.now())
      this.#waiting.shift()!.call()
    this.#ringing = false
    this.#arm()
  }

  /** As `ring`, at next to no cost when nothing is due soon. Each event that wakes the loop makes its timers start their millisecond again. */
  ringDue(now: number): void {
    if (this.#waiting.length > 0 && this.#waiting[0]!.at - awakeMs <= now) this.ring()
  }

  #arm(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    const next = this.#waiting[0]
    if (!next) return
    const left = next.at - performance.now()
    if (left <= awakeMs) this.#immediate = setImmediate(() => this.#step())
    else this.#timer = setTimeout(() => this.ring(), Math.max(1, Math.floor(left)))
  }

  /** Sleeps for a moment unless the loop has other work, then makes what is due. */
  #step(): void {
    const now = performance.now()
    const left = (this.#waiting[0]?.at ?? now) - now
    if (left > 0 && now - this.#stepped < idleRoundMs) Atomics.wait(sleeper, 0, 0, Math.min(left, stepMs))
    this.#stepped = performance.now()
    this.ring()
  }

  /** The place behind all that are due until `at`. */
  #after(at: number): number {
    let [from, to] = [0, this.#waiting.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#waiting[middle]!.at <= at) from = middle + 1
      else to = middle
    }
    return from
  }
}

/** One for all connections: most of them wait for the same moments. */
export const alarm = new Alarm()
