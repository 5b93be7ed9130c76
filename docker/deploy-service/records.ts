import type { Redis } from 'ioredis'
import type { Rollout } from './wire.ts'

/** A rollout as it is kept: nobody can say of himself that he was interrupted. */
export interface RolloutRecord {
  readonly state: Exclude<Rollout['state'], 'interrupted'>
  readonly reason?: string
}

/** Key of a rollout's record, JSON. */
export const rolloutKey = (id: string) => `deploy:rollout:${id}`

/** The deploy service's memory of rollouts in Redis, so that it outlives the service. */
export class Records {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async read(id: string): Promise<RolloutRecord | undefined> {
    const text = await this.#redis.get(rolloutKey(id))
    return text ? (JSON.parse(text) as RolloutRecord) : undefined
  }

  async write(id: string, record: RolloutRecord): Promise<void> {
    await this.#redis.set(rolloutKey(id), JSON.stringify(record))
  }
}
