import { Redis } from 'ioredis'
import type { WebhookConstants } from './constants.ts'
import { acceptScript, keys, settleScript } from './scripts.ts'
import { type Delivery, ofText, toText } from './wire.ts'

interface Scripts {
  hooksAccept(...args: (string | number)[]): Promise<number>
  hooksSettle(...args: (string | number)[]): Promise<number>
}

/** The oldest delivery of a lane. */
export interface Head {
  /** Id of its stream entry. */
  readonly entry: string
  readonly delivery: Delivery
  /** Attempts that counted against it so far, also in former lives of this process. */
  readonly failures: number
}

/**
 * The durable queue: one Redis stream per lane, in the order of arrival. What is in a stream has not ended yet, so that
 * after a crash there is nothing to find out: the heads are delivered again.
 */
export class Queue {
  readonly #redis: Redis & Scripts
  readonly #constants: WebhookConstants

  constructor(url: string, constants: WebhookConstants) {
    this.#constants = constants
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: constants.storeDeadlineMs,
      commandTimeout: constants.storeDeadlineMs,
      maxRetriesPerRequest: 0,
      // A call that was given up must not be carried out later.
      autoResendUnfulfilledCommands: false,
      retryStrategy: () => constants.backoffBaseMs,
    })
    // Each failed call says so itself.
    redis.on('error', () => {})
    redis.defineCommand('hooksAccept', { numberOfKeys: 4, lua: acceptScript })
    redis.defineCommand('hooksSettle', { numberOfKeys: 5, lua: settleScript })
    this.#redis = redis as Redis & Scripts
  }

  /** Resolves when Redis has been reached, however long that takes. */
  async connect(): Promise<void> {
    const ready = new Promise<void>((resolve) => this.#redis.once('ready', () => resolve()))
    // The first failure is its; after each of them the client tries again by itself.
    this.#redis.connect().catch(() => {})
    await ready
  }

  /** Resolves when the delivery is stored. @returns false when the queue is full */
  async accept(lane: string, delivery: Delivery): Promise<boolean> {
    const { keyTtlMs, queueMax } = this.#constants
    const ttl = Math.max(1, Math.ceil(keyTtlMs / 1_000))
    const all = [keys.seen(delivery.id), keys.lane(lane), keys.lanes, keys.depth]
    return (await this.#redis.hooksAccept(...all, lane, toText(delivery), ttl, queueMax)) >= 0
  }

  /** Everything that waits, by lane, oldest first. */
  async left(): Promise<Map<string, Delivery[]>> {
    const left = new Map<string, Delivery[]>()
    for (const lane of await this.#redis.smembers(keys.lanes)) {
      const entries = await this.#redis.xrange(keys.lane(lane), '-', '+')
      left.set(
        lane,
        entries.map(([, [, text]]) => ofText(text!)),
      )
    }
    return left
  }

  /** Known-bad: forgets everything that waits. */
  async empty(): Promise<void> {
    const lanes = await this.#redis.smembers(keys.lanes)
    await this.#redis.del(keys.lanes, keys.depth, ...lanes.map(keys.lane))
  }

  async head(lane: string): Promise<Head | undefined> {
    const [first] = await this.#redis.xrange(keys.lane(lane), '-', '+', 'COUNT', 1)
    if (!first) return undefined
    const [entry, [, text]] = first
    const delivery = ofText(text!)
    const failures = Number((await this.#redis.hget(keys.failures, delivery.id)) ?? 0)
    return { entry, delivery, failures }
  }

  async countFailure(id: string): Promise<void> {
    await this.#redis.hincrby(keys.failures, id, 1)
  }

  /** May be called again when it failed: what has been taken out already stays out. */
  async delivered(lane: string, { entry, delivery }: Head): Promise<void> {
    await this.#settle(lane, entry, delivery.id, '')
  }

  /** May be called again when it failed. */
  async giveUp(lane: string, { entry, delivery }: Head, reason: string | undefined): Promise<void> {
    await this.#settle(lane, entry, delivery.id, toText(delivery, reason === undefined ? {} : { reason }))
  }

  async #settle(lane: string, entry: string, id: string, letter: string): Promise<void> {
    const all = [keys.lane(lane), keys.lanes, keys.depth, keys.failures, keys.dead]
    await this.#redis.hooksSettle(...all, lane, entry, id, letter)
  }
}
