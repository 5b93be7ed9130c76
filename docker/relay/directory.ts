import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import type { RelayOptions } from './config.ts'
import type { RelayConstants } from './constants.ts'
import { within } from './deadline.ts'
import { reasonOf } from './log.ts'
import * as scripts from './scripts.ts'
import { directoryKeys } from './wire.ts'

/** A directory call that failed, was not answered in time, or could not be made. */
export class DirectoryError extends Error {
  override readonly name = 'DirectoryError'
}

/** One tunnel's stay in the directory. */
export interface Registration {
  readonly id: string
  readonly hostId: string
  readonly registeredAt: number
  lastPongAt: number
}

export type Heartbeat = 'refreshed' | 'restored' | 'missing' | 'other'

const keys = [directoryKeys.owner, directoryKeys.meta, directoryKeys.ttl] as const

/** How often a relay looks for a host before it says that no relay has it (broken variant only). */
const looksMax = 5

/** Broken variants: by how much entries live longer than declared. */
const expiryFactors = { declared: 1, doubled: 2, halved: 0.5, 'by-own-clock': 1 } as const

/** Entries per sweep call, so that Redis is never held up for long. */
const sweepBatch = 500

/** The tunnel directory in Redis: which relay owns which host. Every call throws DirectoryError when it fails. */
export class Directory {
  readonly #redis: Redis
  readonly #owner: string
  readonly #ttlMs: number
  /** Undefined: a call waits as long as Redis does. */
  readonly #deadlineMs: number | undefined
  readonly #options: RelayOptions
  /** Between two looks for a host that has no entry: after so long one that redials may be back. */
  readonly #lookPauseMs: number

  /** @param owner `region:machineId` of this relay. */
  constructor(redis: Redis, owner: string, constants: RelayConstants, options: RelayOptions) {
    this.#redis = redis
    this.#owner = owner
    this.#ttlMs = constants.directoryTtlMs * expiryFactors[options.expiry]
    this.#deadlineMs = options.directoryDeadline === 'on' ? constants.directoryDeadlineMs : undefined
    this.#options = options
    this.#lookPauseMs = constants.backoffBaseMs
  }

  async register(registration: Registration): Promise<void> {
    const { hostId } = registration
    await this.#script(
      'register',
      scripts.registerScript,
      hostId,
      this.#owner,
      metaOf(registration),
      this.#ttlMs + this.clockOffMs(),
    )
  }

  /** Removes the entry of a tunnel that ended, unless a newer tunnel has taken the host over. */
  async unregister({ hostId, id }: Registration): Promise<void> {
    if (this.#options.leaves === 'meta')
      await this.#script('unregister', scripts.unregisterOwnerOnlyScript, hostId, this.#owner)
    else if (this.#options.unregister === 'unconditional')
      await this.#script('unregister', scripts.unregisterUnconditionalScript, hostId)
    else await this.#script('unregister', scripts.unregisterScript, hostId, this.#owner, id)
  }

  /** Takes back a registration whose tunnel did not come to be. */
  async rollback({ hostId, id }: Registration): Promise<void> {
    const compared = this.#options.rollback === 'by-owner' ? '' : id
    await this.#script('rollback', scripts.unregisterScript, hostId, this.#owner, compared)
  }

  async heartbeat(registration: Registration): Promise<Heartbeat> {
    const restore = this.#options.heartbeat === 'never-restores' ? '0' : '1'
    const { hostId, id } = registration
    const meta = metaOf(registration)
    return this.#script(
      'heartbeat',
      scripts.heartbeatScript,
      hostId,
      this.#owner,
      meta,
      this.#ttlMs + this.clockOffMs(),
      id,
      restore,
    )
  }

  /** `region:machineId` of the relay that has the host's tunnel. */
  async ownerOf(hostId: string): Promise<string | null> {
    const looks = this.#options.forward === 'looks-again' ? looksMax : 1
    for (let look = 1; ; look++) {
      const owner = await this.#call('lookup', () => this.#redis.hget(directoryKeys.owner, hostId))
      if (owner !== null || look >= looks) return owner
      await sleep(this.#lookPauseMs)
    }
  }

  /** Broken variant: a connection for this tunnel alone, which nobody closes. */
  subscribe({ hostId }: Registration): void {
    const own = this.#redis.duplicate()
    own.on('error', () => {})
    own.subscribe(hostId).catch(() => {})
  }

  /** Removes every entry of this relay in one round trip; how many there were. */
  async clearOwned(): Promise<number> {
    return this.#script('clear', scripts.clearOwnerScript, this.#owner)
  }

  /** Broken variant of `clearOwned`: clears entries no matter which relay owns them. */
  async clearAll(): Promise<number> {
    return this.#script('clear', scripts.clearAllScript)
  }

  /** Broken variant of `clearOwned`: one round trip per entry. */
  async clearOwnedSerially(): Promise<number> {
    const entries = await this.#call('clear', () => this.#redis.hgetall(directoryKeys.owner))
    const mine = Object.keys(entries).filter((hostId) => entries[hostId] === this.#owner)
    for (const hostId of mine) await this.#script('clear', scripts.unregisterScript, hostId, this.#owner, '')
    return mine.length
  }

  /** Removes entries that expire within `aheadMs` from now, no matter which relay owns them; how many there were. */
  async sweep(aheadMs = 0): Promise<number> {
    let total = 0
    for (;;) {
      const removed = await this.#script<number>('sweep', scripts.sweepScript, sweepBatch, aheadMs)
      total += removed
      if (removed < sweepBatch) return total
    }
  }

  /** How far the relay's wall clock is off the time since its start, where expiries go by it (broken variant only). */
  clockOffMs(): number {
    if (this.#options.expiry !== 'by-own-clock') return 0
    return Math.round(Date.now() - (performance.timeOrigin + performance.now()))
  }

  /** Sent whole each time: a script known by its hash would cost a second trip after a restart of Redis. */
  #script<T>(what: string, script: string, ...args: (string | number)[]): Promise<T> {
    return this.#call(what, () => this.#redis.eval(script, keys.length, ...keys, ...args) as Promise<T>)
  }

  async #call<T>(what: string, send: () => Promise<T>): Promise<T> {
    try {
      return await (this.#deadlineMs === undefined ? send() : within(send(), this.#deadlineMs))
    } catch (error) {
      throw new DirectoryError(`directory ${what} failed: ${plainReason(error)}`)
    }
  }
}

function metaOf({ id, registeredAt, lastPongAt }: Registration): string {
  return JSON.stringify({ registeredAt, lastPongAt, registration: id })
}

/** The library's messages name its own options; a log should name what happened. */
function plainReason(error: unknown): string {
  const text = reasonOf(error)
  if (text.startsWith('Stream isn')) return 'not connected'
  if (text.startsWith('Reached the max retries')) return 'connection lost'
  return text
}
