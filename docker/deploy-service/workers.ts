/** One request in the hands of a worker. */
export interface Turn {
  /** From 1. */
  readonly worker: number
  /** Aborted when the worker is killed. */
  readonly signal: AbortSignal
}

type Task = (turn: Turn) => Promise<void>

/**
 * Sync workers, as a prefork server has them: each works on one request at a time, even if others wait, and one that is busy
 * for longer than the timeout is killed and replaced. A request waits for a free worker however long that takes, also when the one who
 * asked has left: its bytes have been received.
 */
export class SyncWorkers {
  readonly #timeoutMs: number
  readonly #free: number[]
  readonly #waiting: ((worker: number) => void)[] = []

  constructor(count: number, timeoutMs: number) {
    this.#timeoutMs = timeoutMs
    this.#free = Array.from({ length: count }, (_, index) => index + 1)
  }

  /** Does the task in the next free worker's turn. Resolves `killed` when the worker's timeout came first. */
  async run(task: Task): Promise<'done' | 'killed'> {
    const worker = this.#free.shift() ?? (await new Promise<number>((resolve) => this.#waiting.push(resolve)))
    const kill = new AbortController()
    const killed = Promise.withResolvers<'killed'>()
    const timer = setTimeout(() => {
      kill.abort(new Error(`worker ${worker} was busy for longer than its timeout`))
      killed.resolve('killed')
    }, this.#timeoutMs)
    const done = task({ worker, signal: kill.signal }).then(() => 'done' as const)
    // What a killed worker was still at ends with it.
    done.catch(() => {})
    try {
      return await Promise.race([done, killed.promise])
    } finally {
      clearTimeout(timer)
      const next = this.#waiting.shift()
      if (next) next(worker)
      else this.#free.push(worker)
    }
  }
}
