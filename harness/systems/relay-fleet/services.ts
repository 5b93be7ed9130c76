import { programs } from '../../../docker/images.ts'
import { relayOptionsEnv } from '../../../docker/relay/config.ts'
import { relayConstants } from '../../../docker/relay/constants.ts'
import {
  type Address,
  formatAddress,
  type Link,
  linkAddress,
  linkName,
  parseDuration,
  type Runtime,
  reserveServices,
  type Service,
  type ServiceSpec,
} from '../../door.ts'
import { directoryDeadlineMs, hostServices } from './capacity.ts'
import { primarySpec, replicaSpec, sentinelEnv, sentinelSpec } from './fail-over-services.ts'
import type { FleetContext } from './fleet-context.ts'
import { type FleetLinks, reserveFleetLinks } from './fleet-links.ts'
import type { HostProcess } from './host-processes.ts'
import {
  hostEnvironment,
  type RelayFleetOptions,
  type RelayFleetVariant,
  type RelaySpec,
  regionIn,
  tlsEdgeName,
} from './options.ts'
import { listenOn, readyTimeoutMs, redisSpec } from './service-parts.ts'
import { type FleetTls, fleetTls } from './tls-edge.ts'
import type { TokenMint } from './tokens.ts'
import { type FleetTopology, failOverNames, fleetTopology } from './topology.ts'

/**
 * Young generation of the heap of a relay whose memory is watched, MiB a semi-space. Left alone, Node lets it grow to 16 MiB a piece with the work
 * that it does: garbage that no tunnel holds, and as much as what tunnels may leave.
 */
const YOUNG_MIB = 2

/** Everything of the fleet that runs, before any host has dialled. */
export interface FleetServices {
  readonly redis: Service
  /** Replica and Sentinel, where the directory fails over. */
  readonly failOver?: FailOverServices
  readonly hosts: readonly HostProcess[]
  /** Ends TLS before what hosts dial, where they speak it. */
  readonly tlsEdge?: Service
  readonly relays: readonly { readonly spec: RelaySpec; readonly service: Service }[]
  readonly links: ReadonlyMap<string, Link>
  /** Starts one more process with the identity of a relay, under a service name and at an address of its own. */
  startRelay(spec: RelaySpec, service: string): Promise<Service>
}

export interface FailOverServices {
  readonly replica: Service
  readonly sentinel: Service
}

/** Starts what does not depend on anything first and together, then the relays, which look for Redis when they boot. */
export async function startServices(
  context: FleetContext,
  options: RelayFleetOptions,
  variant: RelayFleetVariant,
  mint: TokenMint,
): Promise<FleetServices> {
  const { runtime } = context
  const topology = fleetTopology(options)
  const addresses = await reserveAddresses(runtime, options, topology)
  const { services } = addresses
  const tls = await fleetTls(options, addresses.links, services[tlsEdgeName])
  const parts: Parts = { context, options, variant, addresses, tls, secret: mint.secret }

  const redis = runtime.start(options.sentinel ? primarySpec(services.redis!) : redisSpec(services.redis!))
  const failOver = options.sentinel ? redis.then(() => startFailOver(parts)) : undefined
  const hosts = hostServices(options).map((name) => runtime.start(hostSpec(parts, name)))
  const edge = topology.hasEdge ? [runtime.start(edgeSpec(parts))] : []
  const tlsEdge = tls && runtime.start(tls.edge)
  const links = addresses.links.open((to) => services[to]!, context.seed)
  const [players] = await Promise.all([Promise.all(hosts), links, redis, failOver, ...edge, tlsEdge])

  const startRelay = (spec: RelaySpec, name: string, address: Address) =>
    runtime.start(relaySpec(parts, spec, name, address))
  const relays = await Promise.all(
    options.relays.map(async (spec) => ({
      spec,
      service: await startRelay(spec, spec.name, services[spec.name]!),
    })),
  )
  const [standby, ends] = [await failOver, await tlsEdge]
  return {
    redis: await redis,
    ...(standby && { failOver: standby }),
    ...(ends && { tlsEdge: ends }),
    hosts: hostServices(options).map((name, index) => ({
      control: services[name]!,
      clock: players[index]!.clock,
      url: `${tls ? 'wss' : 'ws'}://${formatAddress(addresses.links.hostsDial(index))}`,
    })),
    relays,
    links: await links,
    startRelay: async (spec, name) =>
      startRelay(spec, name, (await runtime.reserve(name, ['main'], { region: spec.region })).main!),
  }
}

/** A Sentinel that finds the replica in place knows of it at once, and else after 10 s. */
async function startFailOver({ context, addresses: { services } }: Parts): Promise<FailOverServices> {
  const { runtime, factor } = context
  const replica = await runtime.start(replicaSpec(services['redis-2']!, services.redis!))
  const sentinel = await runtime.start(sentinelSpec(services.sentinel!, services.redis!, factor))
  return { replica, sentinel }
}

/** What the services of a fleet are described by. */
interface Parts {
  readonly context: FleetContext
  readonly options: RelayFleetOptions
  readonly variant: RelayFleetVariant
  readonly addresses: FleetAddresses
  readonly tls: FleetTls | undefined
  /** Of the tokens. */
  readonly secret: string
}

const commonEnv = ({ factor }: FleetContext) => ({ TIME_SCALE: String(factor) })

function hostSpec({ context, options, variant, addresses, tls }: Parts, name: string): ServiceSpec {
  const address = addresses.services[name]!
  const spec: ServiceSpec = {
    name,
    program: programs.mockHost,
    env: {
      ...commonEnv(context),
      ...listenOn(address),
      // Another name, another jitter: two hosts with one id are not in step.
      HOST_SEED: `${context.seed}/${name}`,
      ...hostEnvironment({ ...options.hostVariant, ...variant.host }),
    },
    ports: { control: address },
    ready: { by: 'tcp', port: 'control', timeoutMs: readyTimeoutMs },
  }
  return tls ? tls.trusting(spec) : spec
}

function edgeSpec({ context, options, addresses }: Parts): ServiceSpec {
  const address = addresses.services.edge!
  const routes = options.relays.map(({ name, region }) => ({
    machineId: name,
    region,
    ...linkAddress(addresses.links.main, linkName('edge', name)),
  }))
  return {
    name: 'edge',
    program: programs.edge,
    env: { ...commonEnv(context), ...listenOn(address), ROUTES: JSON.stringify(routes) },
    ports: { http: address },
    ready: { by: 'tcp', port: 'http', timeoutMs: readyTimeoutMs },
  }
}

function relaySpec(
  { context, options, variant, addresses, secret }: Parts,
  spec: RelaySpec,
  name: string,
  address: Address,
): ServiceSpec {
  const { factor } = context
  const asked = options.directoryDeadline && parseDuration(options.directoryDeadline)
  return {
    name,
    program: programs.relay,
    env: {
      ...commonEnv(context),
      ...listenOn(address),
      REGION: spec.region,
      MACHINE_ID: spec.name,
      TOKEN_SECRET: secret,
      REDIS_URL: `redis://${formatAddress(linkAddress(addresses.links.main, linkName(spec.name, 'redis')))}`,
      ...(options.sentinel && sentinelEnv(spec.name, addresses.links.main, addresses.services)),
      ...(options.drainWait && { DRAIN_WAIT_MS: String(parseDuration(options.drainWait)) }),
      AUTH_DELAY_MS: String(parseDuration(options.authDelay)),
      DIRECTORY_DEADLINE_MS: String(directoryDeadlineMs(options.hosts, factor, asked)),
      ...relayOptionsEnv(variant.relay ?? {}),
      ...(options.watched ? { NODE_OPTIONS: `--max-semi-space-size=${YOUNG_MIB}` } : {}),
    },
    ports: { http: address },
    ready: { by: 'log', pattern: /"msg":"listening"/, timeoutMs: readyTimeoutMs },
    killTimeoutMs: relayConstants.killTimeoutMs * factor,
    settableClock: options.settableClocks,
  }
}

interface FleetAddresses {
  readonly links: FleetLinks
  /** The one port of each service. */
  readonly services: Readonly<Record<string, Address>>
}

async function reserveAddresses(
  runtime: Runtime,
  options: RelayFleetOptions,
  topology: FleetTopology,
): Promise<FleetAddresses> {
  const { relays, redisRestarts } = options
  const names = [
    'redis',
    ...failOverNames(options),
    ...hostServices(options),
    ...(options.tls ? [tlsEdgeName] : []),
    ...(topology.hasEdge ? ['edge'] : []),
    ...relays.map(({ name }) => name),
  ]
  const links = await reserveFleetLinks(runtime, options, topology)
  // Relays go down in most scenarios: the edge must learn at once that nobody listens, as a platform's proxy does.
  const goesDown = (name: string) =>
    relays.some((relay) => relay.name === name) || (name === 'redis' && redisRestarts)
  const services = await reserveServices(runtime, names, goesDown, regionIn(relays))
  return { links, services }
}
