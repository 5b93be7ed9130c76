import { codes } from '../protocol.ts'
import { delays, reconnectDelay, replacedDelay } from './backoff.ts'
import { Dial, type End } from './dial.ts'

export interface HostParts {
  readonly name: string
  readonly url: string
  readonly token: string
  say(text: string): void
}

/** Keeps one tunnel to a relay, through all that happens to it. */
export class Host {
  readonly #parts: HostParts
  #dial: Dial | undefined
  #dials = 0
  /** Dials since the last one that came to a tunnel of some duration. */
  #failures = 0
  #next: NodeJS.Timeout | undefined

  constructor(parts: HostParts) {
    this.#parts = parts
  }

  start(): void {
    this.#startDial(0)
  }

  #startDial(failures: number): void {
    this.#next = undefined
    // After a notice the old tunnel serves until the new one is dialled.
    this.#dial?.abandon('left for a new tunnel')
    const number = ++this.#dials
    this.#parts.say(`dialling (dial ${number}, after ${failures} failures)`)
    const dial = new Dial({
      ...this.#parts,
      number,
      onLeaving: () => this.#leaving(),
      onEnd: (end) => this.#ended(dial, end),
    })
    this.#dial = dial
  }

  #leaving(): void {
    this.#failures = 0
    this.#redialIn(reconnectDelay(this.#failures, Math.random()))
  }

  #ended(dial: Dial, { code, welcomedMs }: End): void {
    if (this.#dial !== dial) return
    this.#dial = undefined
    if (this.#next !== undefined) return
    if (code === codes.replaced) {
      this.#parts.say('another host uses the same name')
      this.#redialIn(replacedDelay(Math.random()))
      return
    }
    // An open socket alone is no success: the relay may refuse each tunnel right after.
    if (code === codes.leaving || welcomedMs >= delays.ceilingMs) this.#failures = 0
    this.#redialIn(reconnectDelay(this.#failures, Math.random()))
  }

  #redialIn(delay: number): void {
    if (this.#next !== undefined) return
    const failures = this.#failures++
    const delayMs = Math.ceil(delay)
    this.#parts.say(`next dial in ${delayMs} ms (dial ${this.#dials + 1}, after ${failures} failures)`)
    this.#next = setTimeout(() => this.#startDial(failures), delayMs)
  }
}
