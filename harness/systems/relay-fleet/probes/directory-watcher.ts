import { formatMs, HarnessError, Hints, type Journal, messageOf, now, UsageError } from '../../../door.ts'
import { diffEntries } from './directory-diff.ts'
import type { DirectorySource } from './directory-source.ts'

export interface DirectoryWatcherOptions {
  readonly source: DirectorySource
  /** From one read's start to the next. Stretched where reads are slow, so that they take a tenth of the time at most. */
  readonly cadenceMs: number
  /**
   * The cadence while nothing has happened for a while to those who write the directory. Default: `cadenceMs`. What happens is told
   * through `onActivity`: it gets a function to call, and gives the way to stop that.
   */
  readonly restMs?: number
  readonly onActivity?: (active: () => void) => () => void
  readonly journal: Pick<Journal, 'append'>
  readonly signal?: AbortSignal
}

/** A time in which the directory could not be read, monotonic ns. */
export interface DirectoryGap {
  /** Sending of the last read that was answered. */
  readonly from: number
  /** Answer of the first read after it. */
  readonly to: number
}

/** Longest share of the time that reading may take. */
const SHARE_MAX = 1 / 10

/** Checks of entries have limits of 100 ms and more. */
const COARSE_MS = 100

/** What reads take is the least that so many took: a single slow one comes from a busy machine, not from a large directory. */
const READS_REMEMBERED = 5

/** From the start until the directory must have answered once. */
const FIRST_READ_TIMEOUT_MS = 5_000

/** Pause between attempts to read a directory that is away. */
const RECONNECT_MS = 20

/** So long after something has happened, or after a change, it is read at the full cadence: drains and redials are over by then, or act again. */
const STIRRED_MS = 1_000

const NS_PER_MS = 1_000_000

/**
 * Reads the tunnel directory again and again and records what changed. It may go away and come back at any time
 * after the first read: nothing is recorded in between, and the first read afterwards is recorded with the gap as its uncertainty.
 * @throws HarnessError when it does not answer a first read
 */
export async function watchDirectory(options: DirectoryWatcherOptions): Promise<DirectoryWatcher> {
  if (!(options.cadenceMs > 0))
    throw new UsageError(`directory watcher: cadenceMs is ${options.cadenceMs}; it must be positive`)
  options.signal?.throwIfAborted()
  const watcher = new DirectoryWatcher(options)
  try {
    await watcher.firstRead
  } catch (error) {
    await watcher[Symbol.asyncDispose]()
    throw error
  }
  return watcher
}

/** A running watch of the directory. */
export class DirectoryWatcher implements AsyncDisposable {
  /** Times without a read, oldest first; the present one is added when it is over. */
  readonly gaps: DirectoryGap[] = []
  /** Never resolves; rejects with a HarnessError when a change cannot be recorded. */
  readonly failed: Promise<never>
  /** Settles with the first answer. */
  readonly firstRead: Promise<void>
  readonly #options: DirectoryWatcherOptions
  readonly #stop = new AbortController()
  readonly #hints = new Hints()
  readonly #first = Promise.withResolvers<void>()
  readonly #failure = Promise.withResolvers<never>()
  readonly #ended: Promise<void>
  #entries: ReadonlyMap<string, string> = new Map()
  /** Sending of the newest read that was answered. */
  #lastSent: number | undefined
  #away = false
  #stirredUntil = 0
  /** Durations of the newest reads. */
  #tookMs: readonly number[] = []
  #lastError = ''
  #saidSlow = false

  constructor(options: DirectoryWatcherOptions) {
    this.#options = options
    this.firstRead = this.#first.promise
    this.firstRead.catch(() => {})
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
    const stop = () => this.#end()
    options.signal?.addEventListener('abort', stop, { once: true })
    const still = options.onActivity?.(() => this.#onActivity())
    this.#ended = this.#watch().finally(() => {
      options.signal?.removeEventListener('abort', stop)
      still?.()
    })
  }

  /** host → `region:machineId` as of the newest read. */
  get entries(): ReadonlyMap<string, string> {
    return this.#entries
  }

  /** There was no answer to the newest read. */
  get away(): boolean {
    return this.#away
  }

  /**
   * Reads the whole directory now and records it under `label`. Resolves with the moment it was sent, monotonic ns.
   * @throws HarnessError when there is no answer
   */
  async readNow(label: string): Promise<number> {
    const at = now()
    const entries = await this.#read().catch((error) => {
      throw new HarnessError(
        `directory at ${this.#options.source.name}: read '${label}' failed: ${messageOf(error)}`,
      )
    })
    this.#options.journal.append({ at, kind: 'directory-read', label, entries, doneAt: now() })
    return at
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end()
    this.#options.source.close()
    await this.#ended
  }

  #end(): void {
    this.#stop.abort()
    this.#hints.give()
  }

  /** At rest it is read at once, and from then on at the full cadence. */
  #onActivity(): void {
    const rested = performance.now() >= this.#stirredUntil
    this.#stirredUntil = performance.now() + STIRRED_MS
    if (rested) this.#hints.give()
  }

  #read(): Promise<Record<string, string>> {
    return this.#options.source.read()
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop
    const giveUp = setTimeout(() => this.#first.reject(this.#unreachable()), FIRST_READ_TIMEOUT_MS)
    try {
      while (!signal.aborted) {
        const sent = now()
        await this.#readOnce(sent)
        await this.#hints.next(this.#pauseMs(sent))
      }
    } catch (error) {
      if (!signal.aborted) this.#failure.reject(new HarnessError(`directory watcher: ${messageOf(error)}`))
    } finally {
      clearTimeout(giveUp)
      this.#options.source.close()
      this.#first.reject(new HarnessError(`directory at ${this.#options.source.name}: the watch was stopped`))
    }
  }

  async #readOnce(sent: number): Promise<void> {
    let answer: Record<string, string>
    try {
      answer = await this.#read()
    } catch (error) {
      this.#lastError = messageOf(error)
      this.#away = true
      return
    }
    if (this.#stop.signal.aborted) return
    this.#record(sent, now(), new Map(Object.entries(answer)))
  }

  #record(sent: number, done: number, entries: ReadonlyMap<string, string>): void {
    const since = this.#lastSent ?? sent
    const change = diffEntries(this.#entries, entries)
    const notable = this.#away || this.#lastSent === undefined
    if (this.#away && this.#lastSent !== undefined) this.gaps.push({ from: since, to: done })
    this.#entries = entries
    this.#lastSent = sent
    this.#away = false
    this.#lastError = ''
    if (change) this.#stirredUntil = performance.now() + STIRRED_MS
    if (change || notable) {
      const { set, removed } = change ?? { set: {}, removed: [] }
      this.#options.journal.append({ at: done, kind: 'directory', set, removed, uncertaintyNs: done - since })
    }
    this.#first.resolve()
  }

  #pauseMs(sent: number): number {
    if (this.#away) return RECONNECT_MS
    this.#tookMs = [...this.#tookMs, (now() - sent) / NS_PER_MS].slice(-READS_REMEMBERED)
    const { cadenceMs, restMs = cadenceMs } = this.#options
    this.#saySlow()
    return pauseAfterReads(this.#tookMs, performance.now() < this.#stirredUntil ? cadenceMs : restMs)
  }

  /** Once: reads that take long make everything that is known of entries coarse. */
  #saySlow(): void {
    const { source, cadenceMs, journal } = this.#options
    if (this.#saidSlow || !source.quicker || this.#tookMs.length < READS_REMEMBERED) return
    this.#saidSlow = true
    const least = Math.min(...this.#tookMs)
    const knownTo = Math.max(cadenceMs, least / SHARE_MAX) + least
    if (knownTo < COARSE_MS) return
    const [took, known] = [least, knownTo].map((ms) => formatMs(Math.round(ms)))
    journal.append({
      at: now(),
      kind: 'remark',
      text: `a read of the directory takes ${took}, so its entries are known to ${known} only: ${source.quicker}`,
    })
  }

  #unreachable(): HarnessError {
    return new HarnessError(
      `directory at ${this.#options.source.name}: no answer within ${FIRST_READ_TIMEOUT_MS} ms (${this.#lastError || 'it accepts and stays silent'})`,
    )
  }
}

/**
 * Pause (ms) after reads that took `tookMs`, newest last: up to the cadence, or longer so that reading takes a tenth of the time
 * at most. One slow read does not stretch it: that would make the watch coarse just when something happens.
 */
export function pauseAfterReads(tookMs: readonly number[], cadenceMs: number): number {
  return Math.max(0, Math.max(cadenceMs, Math.min(...tookMs) / SHARE_MAX) - tookMs.at(-1)!)
}
