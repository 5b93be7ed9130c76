import { setTimeout as sleep } from 'node:timers/promises'
import { log, reasonOf as textOf } from '../relay/log.ts'
import type { HookRelayConfig } from './config.ts'
import { note } from './note.ts'
import { post } from './post.ts'
import type { Head, Queue } from './queue.ts'
import { backoffMs, judge, reasonOf } from './retry.ts'
import type { Slots } from './slots.ts'
import type { Delivery } from './wire.ts'

export interface LaneParts {
  readonly config: HookRelayConfig
  readonly queue: Queue
  readonly slots: Slots
  /** In [0, 1). */
  readonly random: () => number
}

/**
 * Works off the lanes of the queue: each lane one delivery after the other, the head until it has ended; all lanes
 * side by side, as far as there are slots.
 */
export class Lanes {
  readonly #parts: LaneParts
  /** Lanes at work; true when something arrived since the head was last asked for. */
  readonly #running = new Map<string, boolean>()

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  /** Something has been stored in this lane. */
  wake(lane: string): void {
    const running = this.#running.has(lane)
    this.#running.set(lane, true)
    if (!running) void this.#work(lane)
  }

  async #work(lane: string): Promise<void> {
    while (this.#running.get(lane)) {
      this.#running.set(lane, false)
      try {
        await this.#empty(lane)
      } catch (error) {
        log('queue not reached', { lane, reason: textOf(error) })
        this.#running.set(lane, true)
        await sleep(this.#parts.config.constants.backoffCeilingMs)
      }
    }
    this.#running.delete(lane)
  }

  async #empty(lane: string): Promise<void> {
    for (let head = await this.#parts.queue.head(lane); head; head = await this.#parts.queue.head(lane))
      await this.#deliver(lane, head)
  }

  /** Resolves when the delivery has ended, one way or the other. */
  async #deliver(lane: string, head: Head): Promise<void> {
    const { config, slots, random } = this.#parts
    let { failures } = head
    for (let tries = 1; ; tries++) {
      const judgement = await slots.use(() => this.#attempt(lane, head, { tries, failures }))
      if (judgement === 'ended') return
      if (judgement === 'failed') failures++
      await sleep(backoffMs(tries, config.constants, random()))
    }
  }

  /** One attempt with everything that follows from it, so that its slot is free only when nothing of it is under way. */
  async #attempt(
    lane: string,
    head: Head,
    { tries, failures }: { readonly tries: number; readonly failures: number },
  ): Promise<'ended' | 'failed' | 'down'> {
    const { config, queue } = this.#parts
    const { constants, options } = config
    const { delivery } = head
    note(delivery, 'attempt', { attempt: tries })
    const sent = options.body === 're-serialised' ? reserialised(delivery) : delivery
    const outcome = await post(config, sent, constants.attemptTimeoutMs)
    const judgement = judge(outcome)
    if (judgement === 'delivered') {
      await this.#settle(lane, () => queue.delivered(lane, head))
      note(delivery, 'delivered', { attempt: tries })
      return 'ended'
    }
    const how = { attempt: tries, reason: reasonOf(outcome) }
    note(delivery, 'failed', how)
    if (judgement === 'down') return 'down'
    if (judgement === 'failed') await queue.countFailure(delivery.id)
    if (judgement === 'failed' && failures + 1 < constants.attemptsMax) return 'failed'
    const kept = options.deadLetters === 'with-reason' ? how.reason : undefined
    await this.#settle(lane, () => queue.giveUp(lane, head, kept))
    note(delivery, 'dead', how)
    return 'ended'
  }

  /** Until the queue says that it is done: a call that was given up may have been carried out all the same. */
  async #settle(lane: string, call: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        log('queue not reached', { lane, reason: textOf(error) })
        await sleep(this.#parts.config.constants.backoffBaseMs)
      }
    }
  }
}

/** Known-bad: the same to whoever parses it, and another body for whoever checks its signature. */
function reserialised(delivery: Delivery): Delivery {
  try {
    const body = Buffer.from(JSON.stringify(JSON.parse(delivery.body.toString())))
    return { ...delivery, body, contentType: 'application/json' }
  } catch {
    return delivery
  }
}
