import { formatMs } from '../duration.ts'
import { HarnessError } from '../errors.ts'

/** The deadline of the stage that an execution is in; every wait of the stage takes its signal. */
export interface Deadline {
  readonly signal: AbortSignal
  /** Rejects when the deadline passes or the run is aborted. */
  readonly passed: Promise<never>
  /** Begins a stage that may take `ms` of real time. */
  allow(ms: number, stage: string): void
  stop(): void
  /** Aborts whatever still waits: the execution is over, and nothing of it goes on or begins. The first reason counts. */
  abandon(why?: Error): void
}

export function createDeadline(abort: AbortSignal): Deadline {
  const controller = new AbortController()
  const signal = AbortSignal.any([abort, controller.signal])
  const passed = new Promise<never>((_, reject) => {
    const fail = () => reject(signal.reason)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
  passed.catch(() => {}) // Whoever races it sees the rejection; nobody has to.
  let timer: NodeJS.Timeout | undefined
  return {
    signal,
    passed,
    allow: (ms, stage) => {
      clearTimeout(timer)
      timer = setTimeout(
        () => controller.abort(new HarnessError(`the ${stage} did not end within ${formatMs(ms)}`)),
        ms,
      )
    },
    stop: () => clearTimeout(timer),
    abandon: (why = new HarnessError('the execution is over')) => controller.abort(why),
  }
}
