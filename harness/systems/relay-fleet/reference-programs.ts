import { directoryKeys } from '../../../docker/relay/wire.ts'
import { formatAddress, linkName, redisServer } from '../../door.ts'
import { referenceFactsWith } from './facts.ts'
import type { FleetContext } from './fleet-context.ts'
import { HostProcesses } from './host-processes.ts'
import type { RelayFleetOptions, RelayFleetVariant } from './options.ts'
import { redisHash, sentinelHash } from './probes/directory-source.ts'
import type { FleetPrograms } from './programs.ts'
import { sentinelAddresses } from './redis-roles.ts'
import { startServices } from './services.ts'
import { leaveEntries } from './stale-entries.ts'
import { createMint } from './tokens.ts'

/** A client gives up on an answer after 5 s of scenario time, never before half a second of real time. */
const clientTimeoutMs = (factor: number) => Math.max(500, 5_000 * factor)

/** The fleet that this repository ships, in one of its variants. */
export async function startReference(
  context: FleetContext,
  options: RelayFleetOptions,
  variant: RelayFleetVariant,
): Promise<FleetPrograms> {
  const { runtime, journal, signal, factor } = context
  const mint = createMint()
  const services = await startServices(context, options, variant, mint)
  const { links, relays, startRelay } = services
  const redis = runtime.reach(services.redis.spec.ports.redis!)
  const headers = { authorization: `Bearer ${await mint.client()}` }
  return {
    facts: referenceFactsWith(options),
    redis: services.redis,
    ...(services.failOver && { failOver: services.failOver }),
    ...(services.tlsEdge && { tlsEdge: services.tlsEdge }),
    relays,
    links,
    startRelay,
    cleanUpLine: /"msg":"start-up cleanup"/,
    hosts: await HostProcesses.connect(
      services.hosts.map(({ control, ...rest }) => ({ control: runtime.reach(control), ...rest })),
      {
        journal,
        signal,
        urlOf: (dials) => `ws://${formatAddress(links.get(linkName('hosts', dials))!.address)}`,
      },
    ),
    directory: services.failOver
      ? sentinelHash(sentinelAddresses(runtime, services.redis, services.failOver), directoryKeys.owner)
      : redisHash(`redis://${formatAddress(redis)}`, directoryKeys.owner),
    clients: {
      request: (host) => ({ path: `/hosts/${host}/echo`, headers, expectBody: `"host":"${host}"` }),
      slowPath: (host, ms) => `/hosts/${host}/slow?ms=${ms}`,
      reportsHeld: true,
      timeoutMs: clientTimeoutMs(factor),
    },
    tokenOf: mint.host,
    wrongTokens: mint.wrong,
    briefToken: mint.brief,
    leaveEntries: async (relay, count) => {
      await using server = redisServer(services.redis, redis, context)
      await leaveEntries(server, relay, count, factor)
    },
  }
}
