import { Redis } from 'ioredis'
import { HarnessError, messageOf } from '../errors.ts'
import type { Refusing } from '../faults/answer-errors.ts'
import type { Address, Service } from '../runtime/runtime.ts'
import { createMember, type Member } from './member.ts'

/** The Redis of a system, as scenarios and faults take hold of it: past every proxy, by a connection of the harness's own. */
export interface RedisServer extends Member, Refusing, AsyncDisposable {
  /** Connection for what a system itself has to ask or to prepare. */
  readonly client: Redis
}

/** Redis answers in well under a millisecond; the rest is for a machine under load. */
const commandTimeoutMs = 2_000

/** Pause between attempts to reach a Redis that is away. */
const reconnectMs = 20

/** Takes hold of a Redis that runs. Disposing it ends the connection, not the server. @param address as the harness reaches it */
export function redisServer(
  service: Service,
  { host, port }: Address,
  { factor, signal }: { readonly factor: number; readonly signal: AbortSignal },
): RedisServer {
  const client = new Redis({
    host,
    port,
    lazyConnect: true,
    commandTimeout: commandTimeoutMs,
    retryStrategy: () => reconnectMs,
  })
  client.on('error', () => {}) // The command that needs the connection fails and says so.
  const ask = async <T>(what: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer
    } catch (error) {
      throw new HarnessError(`${service.name} at ${host}:${port}: ${what} failed: ${messageOf(error)}`)
    }
  }
  // Redis' own refusal: a server that wants more replicas than it has answers NOREPLICAS to writes, scripts included.
  const demandReplicas = async (count: number) =>
    void (await ask('CONFIG SET', client.config('SET', 'min-replicas-to-write', count)))
  return {
    ...createMember(service, factor, signal),
    client,
    refuseWrites: () => demandReplicas(1),
    acceptWrites: () => demandReplicas(0),
    refusedWrites: async () => refusalsIn(await ask('INFO', client.info('errorstats'))),
    changes: async () => changesIn(await ask('INFO', client.info('persistence'))),
    [Symbol.asyncDispose]: async () => client.disconnect(),
  }
}

/** Changes to the data in the answer to `INFO persistence`; keys that expire are none. */
export function changesIn(info: string): number {
  return Number(/^rdb_changes_since_last_save:(\d+)/m.exec(info)?.[1] ?? 0)
}

/** Refused writes in the answer to `INFO errorstats`: `errorstat_NOREPLICAS:count=3`. */
export function refusalsIn(info: string): number {
  return Number(/^errorstat_NOREPLICAS:count=(\d+)/m.exec(info)?.[1] ?? 0)
}
