/** A call that is due at a moment. */
export interface Due {
  /** ms on the `performance.now()` scale */
  readonly at: number
  /** Undefined when it has been made or cancelled. */
  call: (() => void) | undefined
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

/** Fewer cancelled calls than this are not worth sweeping. */
const sweepFrom = 64

/** Wakes many sleepers with one timer, never early. How late: docs/performance.md. */
export class Alarm {
  /** A binary heap, the earliest first. */
  readonly #heap: Due[] = []
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #ringing = false
  /** When the last step ended. */
  #stepped = 0
  #cancelled = 0

  /** How many are kept, cancelled ones that have not been swept out yet included. */
  get size(): number {
    return this.#heap.length
  }

  set(at: number, call: () => void): Due {
    const due: Due = { at, call }
    this.#push(due)
    if (this.#heap[0] === due && !this.#ringing) this.#arm()
    return due
  }

  cancel(due: Due): void {
    if (!due.call) return
    due.call = undefined
    // Swept out together: taking one out of a heap means to search for it.
    if (++this.#cancelled > sweepFrom && this.#cancelled > this.#heap.length / 2) this.#sweep()
  }

  /** Makes the calls that are due. Whoever is awake anyhow may ask: timers are not that punctual. */
  ring(): void {
    if (this.#ringing) return
    this.#ringing = true
    while (this.#heap.length > 0 && this.#heap[0]!.at <= performance.now()) {
      const due = this.#pop()
      const { call } = due
      due.call = undefined
      call?.()
    }
    this.#ringing = false
    this.#arm()
  }

  /** As `ring`, at next to no cost when nothing is due soon. Each event that wakes the loop makes its timers start a millisecond anew. */
  ringDue(now: number): void {
    if (this.#heap.length > 0 && this.#heap[0]!.at - awakeMs <= now) this.ring()
  }

  #arm(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    while (this.#heap.length > 0 && !this.#heap[0]!.call) this.#pop()
    const next = this.#heap[0]
    if (!next) return
    const left = next.at - performance.now()
    if (left <= awakeMs) this.#immediate = setImmediate(() => this.#step())
    else this.#timer = setTimeout(() => this.ring(), Math.max(1, Math.floor(left)))
  }

  /** Sleeps for a moment unless the loop has other work, then makes what is due. */
  #step(): void {
    const now = performance.now()
    const left = (this.#heap[0]?.at ?? now) - now
    if (left > 0 && now - this.#stepped < idleRoundMs) Atomics.wait(sleeper, 0, 0, Math.min(left, stepMs))
    this.#stepped = performance.now()
    this.ring()
  }

  #sweep(): void {
    // What is in order is a heap.
    const kept = this.#heap.filter(({ call }) => call).sort((a, b) => a.at - b.at)
    this.#heap.length = 0
    for (const due of kept) this.#heap.push(due)
    this.#cancelled = 0
  }

  #push(due: Due): void {
    const heap = this.#heap
    let at = heap.length
    for (let parent = (at - 1) >> 1; at > 0 && heap[parent]!.at > due.at; parent = (at - 1) >> 1) {
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = due
  }

  /** Takes the earliest off. */
  #pop(): Due {
    const heap = this.#heap
    const first = heap[0]!
    if (!first.call) this.#cancelled--
    const last = heap.pop()!
    if (heap.length === 0) return first
    let at = 0
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++
      if (heap[child]!.at >= last.at) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return first
  }
}

/** One for all connections: most of them wait for the same moments. */
export const alarm = new Alarm()
