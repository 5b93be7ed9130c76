import { setTimeout as sleep } from 'node:timers/promises'
import { post } from '../hook-relay/post.ts'
import { type Delivery, digestOf } from '../hook-relay/wire.ts'
import { log } from '../relay/log.ts'
import type { ForgeConfig } from './config.ts'
import type { LoadOrder } from './control.ts'
import { payload } from './payload.ts'

/** Sends webhooks on a fixed schedule and never sends one again, as forges do. */
export class Load {
  readonly #config: ForgeConfig
  readonly #sequences = new Map<string, number>()
  #stopping = new AbortController()
  #sent = 0

  constructor(config: ForgeConfig) {
    this.#config = config
  }

  stop(): void {
    this.#stopping.abort()
  }

  /** Resolves when the last webhook has been answered or given up. */
  async run({ count, everyMs, repositories }: LoadOrder): Promise<void> {
    this.#stopping = new AbortController()
    const { signal } = this.#stopping
    const start = performance.now()
    const open: Promise<void>[] = []
    for (let index = 0; count === 0 || index < count; index++) {
      const wait = start + index * everyMs - performance.now()
      if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => {})
      if (signal.aborted) break
      const late = Math.max(0, performance.now() - start - index * everyMs)
      open.push(this.#send(this.#next(repositories[index % repositories.length]!), late))
    }
    await Promise.all(open)
  }

  #next(repository: string): Delivery {
    const sequence = (this.#sequences.get(repository) ?? 0) + 1
    this.#sequences.set(repository, sequence)
    this.#sent++
    const id = `push-${this.#sent}`
    return { id, repository, sequence, ...payload(repository, sequence, this.#config.constants.payloadBytes) }
  }

  /** Logged as a probe of the journal: `due` is when it should have been sent. */
  async #send(delivery: Delivery, lateMs: number): Promise<void> {
    const { target, constants } = this.#config
    const sent = Number(process.hrtime.bigint())
    const outcome = await post({ target, tls: {} }, delivery, constants.deliveryTimeoutMs)
    const ok = 'status' in outcome && outcome.status >= 200 && outcome.status < 300
    log('probe', {
      probe: 'webhook',
      host: delivery.repository,
      id: delivery.id,
      digest: digestOf(delivery),
      due: sent - Math.round(lateMs * 1e6),
      sent,
      ok,
      ...outcome,
    })
  }
}
