import { Queue, QueueEvents } from 'bullmq'
import {
  type EventOf,
  HarnessError,
  type MachineClock,
  messageOf,
  NS_PER_MS,
  now,
  type Running,
} from '../../door.ts'

/** Redis stamps the framework's events in whole milliseconds. */
const STAMP_NS = NS_PER_MS

/** From the start until the framework's events can be read. */
const READY_TIMEOUT_MS = 5_000

/**
 * Watches a BullMQ queue through BullMQ itself, on Redis past every proxy: its events from the first one on, and its failed set on request. When an event cannot be
 * read or recorded, the harness can no longer tell.
 * @throws HarnessError when Redis does not answer
 */
export async function watchQueue(running: Running, queue: string): Promise<JobWatcher> {
  const watcher = new JobWatcher(running, queue)
  running.onEnd(() => watcher.close())
  const late = AbortSignal.timeout(READY_TIMEOUT_MS)
  const given = new Promise<never>((_, reject) => {
    late.onabort = () =>
      reject(new HarnessError(`job watcher: Redis did not answer within ${READY_TIMEOUT_MS} ms`))
  })
  try {
    await Promise.race([watcher.ready, given])
    return watcher
  } finally {
    late.onabort = null
  }
}

/** A running watch of one queue. */
class JobWatcher {
  readonly #running: Running
  readonly #name: string
  readonly #queue: Queue
  readonly #events: QueueEvents
  /** Of Redis, which stamps the events by its wall clock. */
  readonly #clock: MachineClock
  #leaving = false

  constructor(running: Running, queue: string) {
    this.#running = running
    this.#name = queue
    this.#clock = running.clockOf('redis')
    const connection = { ...running.reach('redis'), maxRetriesPerRequest: null }
    this.#queue = new Queue(queue, { connection })
    this.#events = new QueueEvents(queue, { connection, lastEventId: '0-0' })
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
      throw new HarnessError(`dead set of ${this.#name}: ${messageOf(error)}`)
    })
    this.#running.record({
      at,
      kind: 'dead-set',
      queue: this.#name,
      jobs: dead.map(({ id = '', attemptsStarted, failedReason = '' }) => ({
        job: id,
        attempts: attemptsStarted,
        reason: failedReason,
      })),
    })
    return at
  }

  async close(): Promise<void> {
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
      this.#running.record({
        at: this.#clock.fromWall(wallMsOf(streamId)),
        kind: 'job',
        queue: this.#name,
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
    this.#running.fail(new HarnessError(`job watcher of ${this.#name}: ${messageOf(error)}`))
  }
}

/** Wall clock of an event, by its id in Redis' stream, ms. */
const wallMsOf = (streamId: string): number => Number(streamId.split('-')[0])
