import { Redis, ReplyError } from 'ioredis'
import { log } from '../relay/log.ts'
import type { Command } from './command.ts'
import type { Reply } from './replies.ts'

/** Short, so that what a client sees of an outage is the outage and not the front's way back. */
const reconnectMs = 50
const connectMs = 1_000

/** Redis could not be asked, or went away before it answered. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway'
}

export type Outcome = { readonly result: Reply } | { readonly error: string }

/** The front's one connection, kept up in the background. Nothing waits for it and nothing is sent twice. */
export class RedisLine {
  readonly #redis: Redis

  constructor(url: string) {
    this.#redis = new Redis(url, {
      protocol: 2,
      connectTimeout: connectMs,
      enableReadyCheck: false,
      disableClientInfo: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => reconnectMs,
    })
    let connected: boolean | undefined
    let reason = 'connection closed'
    this.#redis.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code ?? error.message
    })
    this.#redis.on('ready', () => {
      connected = true
      log('redis connected')
    })
    this.#redis.on('close', () => {
      if (connected !== false) log('redis not connected', { reason })
      connected = false
    })
  }

  /**
   * Sends commands together; the outcome of each. Other clients' commands may come in between unless `atomic`.
   * @throws RedisAway; ReplyError when Redis discards the transaction as a whole.
   */
  async send(commands: readonly Command[], { atomic }: { atomic: boolean }): Promise<Outcome[]> {
    const batch = atomic ? this.#redis.multi() : this.#redis.pipeline()
    // In capitals, because the library reshapes some replies by the lower-case name of their command.
    for (const [name, ...args] of commands) batch.callBuffer(name.toUpperCase(), ...args)
    const outcomes = await batch.exec().catch((error: Error) => {
      throw isReply(error) ? error : new RedisAway(error.message)
    })
    return (outcomes ?? []).map(([error, result]) => {
      if (!error) return { result: result as Reply }
      if (!isReply(error)) throw new RedisAway(error.message)
      return { error: error.message }
    })
  }
}

function isReply(error: Error): boolean {
  return error instanceof ReplyError
}
