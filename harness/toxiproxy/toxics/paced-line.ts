import { chunkOverheadBytes } from './delay-line.ts'
import type { Ending, Stub } from './toxic-type.ts'

/** How a line cuts what it carries, and how long each piece takes. */
export interface Pace {
  /** Bytes of the next piece, at least 1; at most `available` are taken. */
  size(available: number): number
  /** ms from the moment the line is free until a piece of so many bytes leaves; may be Infinity. */
  before(bytes: number): number
  /** ms after a piece until the line is free again. */
  after: number
}

/** A piece that takes less than this leaves as if it took nothing, while no more than this is owed: timers tick in whole ms. */
const owedMs = 1

/** Pieces that leave in one turn of the event loop. Each is a system call of its own; other connections wait meanwhile. */
const piecesPerTurn = 256

/**
 * A queue that leaves in pieces, in order, one after the other at a pace. Times count from the schedule and not from
 * when a timer really fired, so that the average is exact although timers tick in whole ms. While what has left is not
 * taken, it waits; no time is made up for that.
 */
export class PacedLine {
  readonly #stub: Stub
  readonly #waiting: Buffer[] = []
  #pace: Pace
  /** Since when the line has been free for the piece at the front; ms on the `performance.now()` scale. */
  #free = 0
  /** Size of the piece at the front, drawn once. */
  #piece: number | undefined
  #ending: Ending | undefined
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  #blocked = false
  #releasing = false
  #held = 0
  /** When the piece before the one at the front left; undefined when the line was empty since. */
  #leftAt: number | undefined

  constructor(stub: Stub, pace: Pace) {
    this.#stub = stub
    this.#pace = pace
  }

  get held(): number {
    return this.#held
  }

  push(chunk: Buffer): void {
    const idle = this.#waiting.length === 0
    if (idle) this.#leftAt = undefined
    if (idle) this.#free = Math.max(this.#free, performance.now())
    this.#waiting.push(chunk)
    this.#held += chunk.length + chunkOverheadBytes
    if (idle) this.#release()
  }

  /** Ends the stream after the last piece. */
  end(how: Ending): void {
    this.#ending = how
    if (this.#waiting.length === 0) this.#finish()
  }

  /** Goes on at another pace. The part of its time that the piece at the front has waited already counts. */
  change(pace: Pace): void {
    const now = performance.now()
    const done = this.#progress(now)
    this.#pace = pace
    this.#piece = undefined
    this.#free = Math.min(this.#free, now + pace.after)
    if (this.#waiting.length === 0) return
    const left = pace.before(this.#next())
    if (left > 0) this.#free = left === Number.POSITIVE_INFINITY ? now : now - done * left
    this.#release()
  }

  /** What was passed on has been taken. */
  drained(): void {
    if (!this.#blocked) return
    this.#blocked = false
    this.#free = Math.max(this.#free, performance.now())
    this.#release()
  }

  /** Everything at once. */
  flush(): void {
    this.#stopTimers()
    for (const chunk of this.#waiting.splice(0)) this.#stub.pass(chunk)
    this.#held = 0
    this.#finish()
  }

  dispose(): void {
    this.#stopTimers()
    this.#waiting.length = 0
    this.#ending = undefined
  }

  /** How much of the wait of the piece at the front is over: 0 to 1. */
  #progress(now: number): number {
    if (this.#waiting.length === 0) return 0
    const wait = this.#pace.before(this.#next())
    return wait === 0 ? 0 : Math.min(1, Math.max(0, (now - this.#free) / wait))
  }

  #next(): number {
    const available = this.#waiting[0]!.length
    this.#piece ??= this.#pace.size(available)
    return Math.min(this.#piece, available)
  }

  /** Passing on may make room for a stage before this one, which then pushes: that is taken up by the loop under way. */
  #release(): void {
    if (this.#releasing) return
    this.#releasing = true
    this.#stopTimers()
    if (this.#passDue()) this.#finish()
    this.#releasing = false
  }

  /** @returns whether nothing is left */
  #passDue(): boolean {
    const now = performance.now()
    for (let count = 0; this.#waiting.length > 0; count++) {
      const size = this.#next()
      const takes = this.#pace.before(size)
      const due = this.#free + takes
      const early = takes > 0 && takes < owedMs ? owedMs : 0
      if (due - early > now) this.#arm(due - early - now)
      else if (this.#stub.full) this.#blocked = true
      else if (count === piecesPerTurn) this.#turn = setImmediate(() => this.#release())
      else {
        // On an idle line it waited for its own time alone; without one, for nothing.
        this.#note(now, size, takes > 0 ? this.#free : undefined)
        this.#free = due + this.#pace.after
        this.#pass(size)
        continue
      }
      return false
    }
    return true
  }

  /** Evidence of the pace: from one piece to the next, while there are some. */
  #note(now: number, bytes: number, begun: number | undefined): void {
    const since = this.#leftAt ?? begun
    if (since !== undefined) this.#stub.waited(Math.max(0, now - since), bytes)
    this.#leftAt = now
  }

  #pass(size: number): void {
    const head = this.#waiting[0]!
    const whole = size === head.length
    if (whole) this.#waiting.shift()
    else this.#waiting[0] = head.subarray(size)
    this.#held -= whole ? size + chunkOverheadBytes : size
    this.#piece = undefined
    this.#stub.pass(whole ? head : head.subarray(0, size))
  }

  /** A wait without end, as at rate 0, needs no timer. */
  #arm(wait: number): void {
    if (wait === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.#release(), Math.min(longestTimerMs, Math.max(1, Math.ceil(wait))))
  }

  #stopTimers(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
  }

  #finish(): void {
    const how = this.#ending
    this.#ending = undefined
    if (how) this.#stub.passEnd(how)
  }
}

/** Node fires timers above this at once. */
const longestTimerMs = 2_147_483_647
