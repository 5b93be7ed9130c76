import type { ToHost, ToRelay } from './wire.ts'

/** Host or tunnel failed under a request: answered 502. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError'
}

export interface HttpQuestion {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: string
}

export type HttpAnswer = Extract<ToRelay, { type: 'http:response' }>

interface Waiting {
  resolve(answer: HttpAnswer): void
  reject(error: TunnelError): void
  timer: NodeJS.Timeout
}

/** The HTTP requests that one tunnel carries and that its host has not answered yet. */
export class PendingRequests {
  readonly #send: (message: ToHost) => void
  readonly #timeoutMs: number
  readonly #waiting = new Map<string, Waiting>()
  readonly #inOrder: boolean
  #lastId = 0
  #onIdle: (() => void)[] = []

  /** @param inOrder broken variant: answers are taken for those of the oldest request */
  constructor(send: (message: ToHost) => void, timeoutMs: number, inOrder = false) {
    this.#inOrder = inOrder
    this.#send = send
    this.#timeoutMs = timeoutMs
  }

  /** @throws TunnelError when the tunnel ends, drains, or the host does not answer in time. */
  ask(question: HttpQuestion): Promise<HttpAnswer> {
    const id = String(++this.#lastId)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#take(id)?.reject(new TunnelError('the host did not answer in time')),
        this.#timeoutMs,
      )
      this.#waiting.set(id, { resolve, reject, timer })
      this.#send({ type: 'http', id, ...question })
    })
  }

  answer(answer: HttpAnswer): void {
    const [oldest = answer.id] = this.#waiting.keys()
    this.#take(this.#inOrder ? oldest : answer.id)?.resolve(answer)
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    if (this.#waiting.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve))
  }

  rejectAll(reason: string): void {
    for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(new TunnelError(reason))
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    clearTimeout(waiting?.timer)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve()
    return waiting
  }
}
