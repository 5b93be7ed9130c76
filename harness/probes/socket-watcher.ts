import { setTimeout as sleep } from 'node:timers/promises'
import { HarnessError, messageOf } from '../errors.ts'
import { NS_PER_MS, now } from '../journal/clock.ts'
import type { ProbeJournal } from './journal.ts'

/** What the kernel tells about the sockets of a service. */
export interface Sockets {
  readonly states: Readonly<Record<string, number>>
  readonly descriptors: number
  readonly acceptQueues: readonly { readonly waiting: number }[]
  readonly unsent: number
  readonly unsentBytes: number
}

/** A service whose sockets and memory can be looked at from outside, also when it answers nobody. */
export interface Watched {
  readonly name: string
  readonly running: boolean
  sockets(): Promise<Sockets>
  memory(): Promise<number>
}

export interface SocketWatcherOptions {
  readonly service: Watched
  /** RLIMIT_NOFILE of the service, told in each event, where it is known. */
  readonly descriptorLimit?: number
  /** From one look's start to the next. */
  readonly cadenceMs: number
  readonly journal: Pick<ProbeJournal, 'append'>
  readonly signal?: AbortSignal
}

/** One look at a service. */
export interface Look extends Sockets {
  /** Monotonic ns at which it began. */
  readonly at: number
}

const pollMs = 5

/** A service that runs and cannot be looked at for so long is one that this machine does not show to us. */
const FAILING_MS = 2_000

/** Looks at a service's sockets, descriptors and memory again and again and journals all of it. A service that is down is not looked at. */
export class SocketWatcher implements AsyncDisposable {
  /** Never resolves; rejects with a HarnessError when a running service cannot be looked at. */
  readonly failed: Promise<never>
  readonly #options: SocketWatcherOptions
  readonly #stop = new AbortController()
  readonly #failure = Promise.withResolvers<never>()
  readonly #ended: Promise<void>
  #latest: Look | undefined
  #count = 0
  #failingSince: number | undefined
  #fewest = Number.POSITIVE_INFINITY

  constructor(options: SocketWatcherOptions) {
    this.#options = options
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
    const stop = () => this.#stop.abort()
    options.signal?.addEventListener('abort', stop, { once: true })
    this.#ended = this.#watch().finally(() => options.signal?.removeEventListener('abort', stop))
  }

  /** The newest look; undefined before the first one and after the service has gone. */
  get latest(): Look | undefined {
    return this.#latest
  }

  /** Fewest descriptors of any look; Infinity before the first one. */
  get fewestDescriptors(): number {
    return this.#fewest
  }

  /** Looks so far. */
  get count(): number {
    return this.#count
  }

  /** Resolves when the look that is under way has been journalled, at the latest after `withinMs`; a service that is down has none. */
  async looked(withinMs: number): Promise<void> {
    const [count, deadline] = [this.#count, now() + withinMs * NS_PER_MS]
    while (this.#count === count && this.#options.service.running && now() < deadline) await sleep(pollMs)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#ended
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop
    const { cadenceMs } = this.#options
    try {
      while (!signal.aborted) {
        const at = now()
        await this.#look(at)
        await sleep(Math.max(1, cadenceMs - (now() - at) / NS_PER_MS), undefined, { signal })
      }
    } catch (error) {
      if (!signal.aborted) this.#failure.reject(new HarnessError(`socket watcher: ${messageOf(error)}`))
    }
  }

  async #look(at: number): Promise<void> {
    const { service, descriptorLimit, journal } = this.#options
    if (!service.running) {
      this.#latest = undefined
      this.#failingSince = undefined
      return
    }
    try {
      const [sockets, bytes] = await Promise.all([service.sockets(), service.memory()])
      if (this.#stop.signal.aborted) return
      const { states, descriptors, acceptQueues, unsent, unsentBytes } = sockets
      const acceptQueue = acceptQueues.reduce((sum, { waiting }) => sum + waiting, 0)
      const uncertaintyNs = at - (this.#latest?.at ?? at)
      const seen = {
        states: { ...states },
        descriptors,
        ...(descriptorLimit === undefined ? {} : { descriptorLimit }),
        acceptQueue,
        unsent,
        unsentBytes,
        uncertaintyNs,
      }
      journal.append({ at, kind: 'sockets', service: service.name, ...seen })
      journal.append({ at, kind: 'memory', service: service.name, bytes })
      this.#latest = { at, ...sockets }
      this.#count++
      this.#fewest = Math.min(this.#fewest, descriptors)
      this.#failingSince = undefined
    } catch (error) {
      // It may be about to end, or to start again.
      this.#latest = undefined
      this.#failingSince ??= at
      if (at - this.#failingSince > FAILING_MS * NS_PER_MS) throw error
    }
  }
}
