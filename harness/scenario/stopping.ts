import { HarnessError } from '../errors.ts'
import type { OpenFault } from '../faults/fault.ts'
import type { GuardState } from '../guard/state.ts'
import { passedText } from '../guard/state.ts'
import type { Journal } from '../journal/writer.ts'
import { stopText } from '../report/stop-file.ts'

/** How often the run's folder is looked at for a file STOP, ms. */
const STOP_FILE_MS = 200

interface StoppingOptions {
  readonly runDir: string
  readonly journal: Journal
  readonly open: ReadonlySet<OpenFault>
  /** Ends the body and every wait; then everything is healed. */
  readonly abandon: (why: Error) => void
}

/** The ways in which an execution is stopped before its time: by a guard, or by the kill switch. The first one counts. */
export class Stopping implements Disposable {
  readonly #options: StoppingOptions
  readonly #timer: NodeJS.Timeout
  #reason: string | undefined

  constructor(options: StoppingOptions) {
    this.#options = options
    this.#timer = setInterval(this.#lookForFile, STOP_FILE_MS).unref()
    this.#lookForFile()
  }

  /** Why it was stopped; undefined: it was not. */
  get reason(): string | undefined {
    return this.#reason
  }

  /** A guard's limit was passed. @param ends false: somebody else heals, and the body goes on without faults */
  byGuard(state: GuardState, ends = true): void {
    const { guard, value, limit, unit } = state
    const told = { guard, observed: value!, limit, unit }
    this.#stop('guard', `guard ${guard}: ${passedText(state)}`, ends, told)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #lookForFile = (): void => {
    const text = stopText(this.#options.runDir)
    if (text !== undefined) this.#stop('kill switch', text, true)
  }

  #stop(
    by: 'guard' | 'kill switch',
    reason: string,
    ends: boolean,
    guard: { guard?: string; observed?: number; limit?: number; unit?: string } = {},
  ): void {
    const { journal, open, abandon } = this.#options
    if (this.#reason === undefined) {
      this.#reason = reason
      journal.append({ kind: 'stopped', by, reason, healing: [...open].map(({ id }) => id), ...guard })
    }
    if (ends) abandon(new HarnessError(reason))
  }
}
