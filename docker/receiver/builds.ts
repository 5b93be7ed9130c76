import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { type Delivery, digestOf } from '../hook-relay/wire.ts'
import type { ReceiverConfig } from './config.ts'
import { buildsKey } from './store.ts'

const keyOf = ({ id }: Delivery) => `builds:key:${id}`

/** Remembers the key and records the build in one step, so that no crash comes between the two. 1: recorded · 0: the key is known. */
const commitScript = `
if redis.call('SET', KEYS[1], 1, 'NX') then
  redis.call('RPUSH', KEYS[2], ARGV[1])
  return 1
end
return 0`

/**
 * The builds that deliveries start: one each in the fixed form, in the receiver's own store, which outlives it. A build counts as
 * started once it is recorded there.
 */
export class Builds {
  readonly #store: Redis
  readonly #config: ReceiverConfig

  constructor(store: Redis, config: ReceiverConfig) {
    this.#store = store
    this.#config = config
  }

  /** Starts the build that a delivery asks for, unless its key is known. @returns whether it was started */
  async start(delivery: Delivery): Promise<boolean> {
    const { idempotency } = this.#config.options
    if (idempotency === 'none') {
      await this.#prepare()
      await this.#store.rpush(buildsKey, recordOf(delivery))
      return true
    }
    if (idempotency === 'key-first') return this.#keyFirst(delivery)
    if (await this.#store.exists(keyOf(delivery))) return false
    await this.#prepare()
    const all = [keyOf(delivery), buildsKey, recordOf(delivery)]
    return (await this.#store.eval(commitScript, 2, ...all)) === 1
  }

  /** Known-bad: a receiver that dies between the two will take the repetition for one that it has acted on. */
  async #keyFirst(delivery: Delivery): Promise<boolean> {
    if (!(await this.#store.set(keyOf(delivery), 1, 'NX'))) return false
    await this.#prepare()
    await this.#store.rpush(buildsKey, recordOf(delivery))
    return true
  }

  /** What a CI server does before a build can start: reads its definition, finds a runner. */
  #prepare(): Promise<void> {
    return sleep(this.#config.constants.buildMs)
  }
}

const recordOf = (delivery: Delivery): string => {
  const { id, repository, sequence } = delivery
  return JSON.stringify({ id, repository, sequence, digest: digestOf(delivery) })
}
