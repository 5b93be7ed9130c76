import type { Redis } from 'ioredis'
import type { DeploymentReport, DeployOrder, Transition } from '../deploy-service/wire.ts'

const orders = 'orchestrator:orders'
const transitions = (id: string) => `orchestrator:transitions:${id}`

/** What the orchestrator knows of its deployments, in Redis, so that it outlives the orchestrator. */
export class Deployments {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  /** False when the id is taken. */
  async add(order: DeployOrder): Promise<boolean> {
    return (await this.#redis.hsetnx(orders, order.id, JSON.stringify(order))) === 1
  }

  async note(id: string, state: Transition['state'], reason?: string): Promise<void> {
    const transition: Transition = {
      state,
      at: Number(process.hrtime.bigint()),
      ...(reason ? { reason } : {}),
    }
    await this.#redis.rpush(transitions(id), JSON.stringify(transition))
  }

  async report(id: string): Promise<DeploymentReport | undefined> {
    const order = await this.#redis.hget(orders, id)
    return order ? this.#reportOf(JSON.parse(order) as DeployOrder) : undefined
  }

  async all(): Promise<DeploymentReport[]> {
    const every = await this.#redis.hvals(orders)
    return Promise.all(every.map((text) => this.#reportOf(JSON.parse(text) as DeployOrder)))
  }

  async #reportOf(order: DeployOrder): Promise<DeploymentReport> {
    const lines = await this.#redis.lrange(transitions(order.id), 0, -1)
    const steps = lines.map((line) => JSON.parse(line) as Transition)
    return { ...order, state: steps.at(-1)?.state ?? 'queued', transitions: steps }
  }
}
