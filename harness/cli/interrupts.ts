import { exitCodes } from './exit.ts'

/**
 * One Ctrl-C arrives several times: from the terminal, which sends it to all of the foreground, and from npm and start.mjs,
 * which pass on what they got. They do so within milliseconds; nobody means two within this time.
 */
const ONE_PRESS_MS = 1_000

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * First Ctrl-C or SIGTERM: what runs is cancelled, and what there is is reported. Second: leave at once, the reaper cleans up.
 */
export class Interrupts {
  #first: number | undefined
  #cancel: () => void = () => {}

  /** Other handlers, such as vitest's, which would leave on the first, are taken off. @param cancel ends what runs now */
  listen(cancel: () => void = () => {}): void {
    this.#cancel = cancel
    for (const signal of signals) process.removeAllListeners(signal).on(signal, this.#onSignal)
  }

  /** Whether there was one. */
  get aborted(): boolean {
    return this.#first !== undefined
  }

  stop(): void {
    for (const signal of signals) process.off(signal, this.#onSignal)
  }

  readonly #onSignal = () => {
    if (this.#first !== undefined) {
      if (performance.now() - this.#first >= ONE_PRESS_MS) process.exit(exitCodes.interrupted)
      return
    }
    this.#first = performance.now()
    console.error('\naborting: healing faults, then reporting what there is (Ctrl-C again leaves at once)')
    this.#cancel()
  }
}
