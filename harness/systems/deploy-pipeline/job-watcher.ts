import { Queue, QueueEvents } from 'bullmq'
import { HarnessError, messageOf } from '../../errors.ts'
import { NS_PER_MS, now, wallOffsetMs } from '../../journal/clock.ts'
import type { EventOf } from '../../journal/events.ts'
import type { ProbeJournal } from '../../probes/journal.ts'

export interface JobWatcherOptions {
  /** The Redis of the queue itself, not a proxy in front of it. */
  readonly redis: { readonly host: string; readonly port: number }
  readonly queue: string
  readonly journal: Pick<ProbeJournal, 'append'>
}

/** Redis stamps the framework's events in whole milliseconds. */
const STAMP_NS = NS_PER_MS

/** From the start until the framework's events can be read. */
const READY_TIMEOUT_MS = 5_000

/**
 * Watches a BullMQ queue through BullMQ itself: its events from the first one on, and its failed set on request.
 * @throws HarnessError when Redis does not answer
 */
export async function watchJobs(options: JobWatcherOptions): Promise<JobWatcher> {
  const watcher = new JobWatcher(options)
  const late = AbortSignal.timeout(READY_TIMEOUT_MS)
  const given = new Promise<never>((_, reject) => {
    late.onabort = () =>
      reject(new HarnessError(`job watcher: Redis did not answer within ${READY_TIMEOUT_MS} ms`))
  })
  try {
    await Promise.race([watcher.ready, given])
    return watcher
  } catch (error) {
    await watcher[Symbol.asyncDispose]()
    throw error
  } finally {
    late.onabort = null
  }
}

/** A running watch of one queue. */
export class JobWatcher implements AsyncDisposable {
  /** Never resolves; rejects with a HarnessError when an event cannot be read or recorded. */
  readonly failed: Promise<never>
  readonly #options: JobWatcherOptions
  readonly #queue: Queue
  readonly #events: QueueEvents
  readonly #failure = Promise.withResolvers<never>()
  /** Wall clock to the journal's, sampled once: within one run the two drift by far less than a stamp's uncertainty. */
  readonly #offsetMs = wallOffsetMs()
  #leaving = false

  constructor(options: JobWatcherOptions) {
    this.#options = options
    this.failed = this.#failure.promise
    this.failed.catch(() => {})
    const connection = { ...options.redis, maxRetriesPerRequest: null }
    this.#queue = new Queue(options.queue, { connection })
    this.#events = new QueueEvents(options.queue, { connection, lastEventId: '0-0' })
    this.#queue.on('error', (error) => this.#fail(error))
    this.#events.on('error', (error) => this.#fail(error))
    this.#listen()
  }

  get ready(): Promise<unknown> {
    return Promise.all([this.#queue.waitUntilReady(), this.#events.waitUntilReady()])
  }

  /** Reads the dead set (BullMQ's failed jobs) now and records it. Resolves with the moment before the read, monotonic ns. */
  async readDeadSet(): Promise<number> {
    const at = now()
    const dead = await this.#queue.getFailed().catch((error: unknown) => {
      throw new HarnessError(`dead set of ${this.#options.queue}: ${messageOf(error)}`)
    })
    this.#options.journal.append({
      at,
      kind: 'dead-set',
      queue: this.#options.queue,
      jobs: dead.map(({ id = '', attemptsStarted, failedReason = '' }) => ({
        job: id,
        attempts: attemptsStarted,
        reason: failedReason,
      })),
    })
    return at
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving = true
    await Promise.allSettled([this.#queue.close(), this.#events.close()])
  }

  #listen(): void {
    const states = ['waiting', 'active', 'stalled', 'completed'] as const
    const record = (state: (typeof states)[number]) => (event: { jobId: string }, id: string) =>
      this.#record(event.jobId, state, id)
    for (const state of states) this.#events.on(state, record(state))
    this.#events.on('failed', ({ jobId, failedReason }, id) =>
      this.#record(jobId, 'failed', id, { reason: failedReason }),
    )
    // `delay` is the moment at which the job is to be taken up again, by the wall clock.
    this.#events.on('delayed', ({ jobId, delay }, id) =>
      this.#record(jobId, 'delayed', id, { delayMs: Math.max(0, Number(delay) - wallMsOf(id)) }),
    )
  }

  #record(
    job: string,
    state: EventOf<'job'>['state'],
    streamId: string,
    more: Pick<EventOf<'job'>, 'reason' | 'delayMs'> = {},
  ): void {
    if (this.#leaving) return
    try {
      this.#options.journal.append({
        at: (wallMsOf(streamId) - this.#offsetMs) * NS_PER_MS,
        kind: 'job',
        queue: this.#options.queue,
        job,
        state,
        ...more,
        uncertaintyNs: STAMP_NS,
      })
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (this.#leaving) return
    this.#failure.reject(new HarnessError(`job watcher of ${this.#options.queue}: ${messageOf(error)}`))
  }
}

/** Wall clock of an event, by its id in Redis' stream, ms. */
const wallMsOf = (streamId: string): number => Number(streamId.split('-')[0])
