import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { directoryMaster, type SentinelConfig } from '../../../docker/relay/wire.ts'
import {
  type Address,
  type Duration,
  formatAddress,
  HarnessError,
  type Journal,
  MissingPartError,
  now,
  parseDuration,
  type Runtime,
  type Service,
} from '../../door.ts'
import type { FailOverServices } from './services.ts'

/** Who is the directory's primary, as the servers and Sentinel themselves say. Sentinel counts in real time, so these waits do too. */
export interface RedisRoles {
  /** Waits until Sentinel names the replica as the primary and that calls itself one. Resolves with that moment (ns). */
  promoted(options: { readonly giveUpAfter: Duration }): Promise<number>
  /** Waits until the first primary, back again, calls itself a replica. Resolves with that moment (ns). */
  demoted(options: { readonly giveUpAfter: Duration }): Promise<number>
}

/** Between two questions, real ms. */
const pollMs = 20
const answerMs = 1_000

/** Sentinel as the harness reaches it, past every proxy. */
export function sentinelAddresses(
  runtime: Runtime,
  primary: Service,
  { replica, sentinel }: FailOverServices,
): SentinelConfig {
  const addresses = [primary, replica].map(({ spec }) => {
    const { host, port } = runtime.reach(spec.ports.redis!)
    return [formatAddress(spec.ports.redis!), { host, port }] as const
  })
  const { host, port } = runtime.reach(sentinel.spec.ports.sentinel!)
  return { host, port, addresses: Object.fromEntries(addresses) }
}

interface RoleParts {
  readonly runtime: Runtime
  readonly primary: Service | undefined
  readonly failOver: FailOverServices | undefined
  readonly journal: Journal
  readonly signal: AbortSignal
}

/** @throws MissingPartError where the directory does not fail over */
export function redisRoles({ runtime, primary, failOver, journal, signal }: RoleParts): RedisRoles {
  if (!primary || !failOver)
    throw new MissingPartError('the directory has no replica: relayFleet({ sentinel: true })')
  const { replica, sentinel } = failOver
  const wait = async (what: string, holds: () => Promise<boolean>, giveUpAfter: Duration) => {
    for (const limit = now() + parseDuration(giveUpAfter) * 1e6; now() < limit; ) {
      if (await holds().catch(() => false)) return now()
      await sleep(pollMs, undefined, { signal })
    }
    throw new HarnessError(`after ${giveUpAfter} ${what}`)
  }
  const note = (service: string, role: 'primary' | 'replica', at: number) => {
    journal.append({ at, kind: 'redis-role', service, role })
    return at
  }
  const roleOf = (service: Service) =>
    ask(runtime.reach(service.spec.ports.redis!), async (redis) => String((await redis.role())[0]))
  const named = () =>
    ask(runtime.reach(sentinel.spec.ports.sentinel!), (redis) =>
      redis.call('SENTINEL', 'get-master-addr-by-name', directoryMaster),
    )
  return {
    promoted: async ({ giveUpAfter }) => {
      const { host, port } = replica.spec.ports.redis!
      const holds = async () =>
        JSON.stringify(await named()) === JSON.stringify([host, String(port)]) &&
        (await roleOf(replica)) === 'master'
      const at = await wait(`Sentinel has not promoted ${replica.name}`, holds, giveUpAfter)
      return note(replica.name, 'primary', at)
    },
    demoted: async ({ giveUpAfter }) => {
      const holds = async () => (await roleOf(primary)) === 'slave'
      const at = await wait(`${primary.name} has not become a replica`, holds, giveUpAfter)
      return note(primary.name, 'replica', at)
    },
  }
}

/** One question on a connection of its own. @throws Error when there is no answer */
async function ask<T>({ host, port }: Address, question: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({
    ...{ host, port, lazyConnect: true, enableReadyCheck: false, maxRetriesPerRequest: 0 },
    ...{ connectTimeout: answerMs, commandTimeout: answerMs, retryStrategy: () => null },
  })
  redis.on('error', () => {}) // The question fails and says so.
  try {
    await redis.connect()
    return await question(redis)
  } finally {
    redis.disconnect()
  }
}
