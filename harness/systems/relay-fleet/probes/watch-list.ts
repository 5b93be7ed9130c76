import { HarnessError } from '../../../door.ts'

export interface WaitOptions {
  readonly timeoutMs: number
  /** What is waited for, for the error: `20 hosts registered`. */
  readonly what: string
  readonly signal?: AbortSignal
}

interface Waiting {
  readonly check: () => boolean
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Waits on a condition that is looked at whenever something changed, so that a wait ends with the event that ends it. */
export class WatchList {
  readonly #waiting = new Set<Waiting>()
  #failure: HarnessError | undefined

  /** Looks at every condition again. */
  changed(): void {
    for (const waiting of this.#waiting) if (waiting.check()) waiting.resolve()
  }

  /** Ends all waits, present and to come. */
  fail(error: HarnessError): void {
    this.#failure ??= error
    for (const waiting of this.#waiting) waiting.reject(this.#failure)
  }

  /**
   * Resolves once `check` holds.
   * @throws HarnessError naming `what` and the limit when it does not in time; the signal's reason when aborted
   */
  async until(check: () => boolean, { timeoutMs, what, signal }: WaitOptions): Promise<void> {
    signal?.throwIfAborted()
    if (this.#failure) throw this.#failure
    if (check()) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = { check, resolve, reject }
    const timer = setTimeout(() => reject(new HarnessError(`${what}: not within ${timeoutMs} ms`)), timeoutMs)
    const abort = () => reject(signal?.reason)
    signal?.addEventListener('abort', abort, { once: true })
    this.#waiting.add(waiting)
    try {
      await promise
    } finally {
      this.#waiting.delete(waiting)
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }
}
