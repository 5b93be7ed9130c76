import { alarm, type Due } from './alarm.ts'
import type { Ending, Stub } from './toxic-type.ts'

interface Waiting {
  readonly chunk: Buffer
  /** ms on the `performance.now()` scale */
  readonly arrived: number
  due: number
}

/** What a waiting chunk counts beside its bytes: about what Node spends on a Buffer. Bounds the memory of tiny chunks. */
export const chunkOverheadBytes = 256

/** A queue whose chunks leave in order, each when its delay is over. Without anything waiting it sets no alarm. */
export class DelayLine {
  readonly #stub: Stub
  #waiting: Waiting[] = []
  #ending: Ending | undefined
  #alarm: Due | undefined
  #held = 0
  #releasing = false

  constructor(stub: Stub) {
    this.#stub = stub
  }

  get held(): number {
    return this.#held
  }

  /** @param delay ms from now; a chunk never overtakes one before it */
  push(chunk: Buffer, delay: number): void {
    if (delay === 0 && this.#waiting.length === 0 && !this.#releasing) {
      this.#stub.pass(chunk)
      return
    }
    const arrived = performance.now()
    this.#waiting.push({ chunk, arrived, due: arrived + delay })
    this.#held += cost(chunk)
    if (!this.#alarm && !this.#releasing) this.#arm()
    alarm.ringDue(arrived)
  }

  /** Ends the stream after the last waiting chunk. */
  end(how: Ending): void {
    this.#ending = how
    if (this.#waiting.length === 0) this.#finish()
  }

  /** Gives every waiting chunk a new delay, counted from its arrival. */
  reschedule(draw: () => number): void {
    for (const waiting of this.#waiting) waiting.due = waiting.arrived + draw()
    this.#release()
  }

  flush(): void {
    for (const waiting of this.#waiting) waiting.due = 0
    this.#release(false)
  }

  dispose(): void {
    this.#disarm()
    this.#waiting = []
    this.#ending = undefined
  }

  /**
   * Sends what is due, from the front only: that keeps the order. What is passed on may ring the alarm of a line before this one,
   * which then pushes into it: that comes behind what is being released.
   * @param due false: let go before its time, which tells nothing of the delay
   */
  #release(due = true): void {
    if (this.#releasing) return
    this.#disarm()
    this.#releasing = true
    const now = performance.now()
    while ((this.#waiting[0]?.due ?? Number.POSITIVE_INFINITY) <= now) {
      const { chunk, arrived } = this.#waiting.shift()!
      if (due) this.#stub.waited(now - arrived)
      this.#held -= cost(chunk)
      this.#stub.pass(chunk)
    }
    this.#releasing = false
    if (this.#waiting.length > 0) this.#arm()
    else this.#finish()
  }

  #arm(): void {
    this.#disarm()
    this.#alarm = alarm.set(this.#waiting[0]!.due, () => this.#release())
  }

  #disarm(): void {
    if (this.#alarm) alarm.cancel(this.#alarm)
    this.#alarm = undefined
  }

  #finish(): void {
    const how = this.#ending
    this.#ending = undefined
    if (how) this.#stub.passEnd(how)
  }
}

const cost = (chunk: Buffer) => chunk.length + chunkOverheadBytes
