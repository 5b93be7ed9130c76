import { directoryKeys } from '../../../docker/relay/wire.ts'
import { HarnessError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { redisHash } from '../../probes/directory-source.ts'
import { watchDirectory } from '../../probes/directory-watcher.ts'
import { startHttpProber } from '../../probes/http-prober/prober.ts'
import { formatAddress, linkName } from '../../runtime/links.ts'
import { redisServer } from '../redis.ts'
import type { RunningSystem, System, SystemContext } from '../system.ts'
import { refuseMoreThanFit } from './capacity.ts'
import { createExtras } from './extras.ts'
import { clientProbe, createFleet, type RelayFleet } from './fleet.ts'
import { HostProcesses, type Player } from './host-processes.ts'
import { linkReader } from './link-reads.ts'
import { observeRelays, type RelayObservations } from './observe.ts'
import { type FleetSize, fleetOptions, type RelayFleetForm, type RelayFleetOptions } from './options.ts'
import { createRelay, type Relay, weighRelay } from './relay.ts'
import { replacementOf } from './replacement.ts'
import { type FleetServices, startServices } from './services.ts'
import { waitForSteady } from './steady.ts'
import { createMint, type TokenMint } from './tokens.ts'
import { fleetTopology } from './topology.ts'

export interface RelayFleetFixtures {
  readonly fleet: RelayFleet
  readonly observe: RelayObservations
}

/** A relay fleet: Redis, relays, mock hosts, an edge where there are several relays, and Toxiproxy on every link. */
export function relayFleet(size: FleetSize = {}): System<RelayFleetFixtures, RelayFleetForm> {
  const options = fleetOptions(size)
  return {
    name: 'relay-fleet',
    hosts: (asked) => asked ?? options.hosts,
    topology: () => {
      const { nodes, links } = fleetTopology(options)
      return { nodes, links }
    },
    start: (context, form) =>
      startFleet(context, { ...options, hosts: context.hosts ?? options.hosts }, form ?? {}),
  }
}

/** Directory reads; a read of 20 entries takes 0.2 ms, so this costs 2 % of one core. */
const directoryCadenceMs = 10

/** Probes under way when a system is taken down get this long; what they would tell is no longer looked at. */
const proberGraceMs = 50

/** A client gives up on an answer after 5 s of system time, never before half a second of real time. */
const probeTimeoutMs = (factor: number) => Math.max(500, 5_000 * factor)

async function startFleet(
  context: SystemContext,
  options: RelayFleetOptions,
  form: RelayFleetForm,
): Promise<RunningSystem<RelayFleetFixtures>> {
  const { journal, runtime, factor, signal } = context
  const mint = createMint()
  const hosts = Array.from({ length: options.hosts }, (_, index) => `host-${index + 1}`)
  refuseMoreThanFit(options, runtime.kind)
  const services = await startServices(context, options, form, mint)

  await using started = new AsyncDisposableStack()
  const redisAddress = runtime.reach(services.redis.spec.ports.redis!)
  const redis = started.use(redisServer(services.redis, redisAddress, context))
  const [hostEvents, directory, prober] = await Promise.all([
    HostProcesses.connect(
      services.hosts.map(({ control, url }) => ({ control: runtime.reach(control), url })),
      { journal, signal },
    ),
    watchDirectory({
      source: redisHash(`redis://${formatAddress(redisAddress)}`, directoryKeys.owner),
      cadenceMs: directoryCadenceMs,
      journal,
      signal,
    }),
    startProber(context, options, services, hosts, mint),
  ])
  started.use(hostEvents)
  started.use(directory)
  started.defer(() => prober.stop(proberGraceMs))
  const watchers = { hostEvents, directory, prober }
  const relays = services.relays.map(({ spec, service }) => createRelay(spec, service, factor, signal))
  if (options.weighed) await Promise.all(relays.map((relay) => weighRelay(journal, relay, 0, now())))
  hostEvents.add(await playersOf(hosts, options, services, mint))

  const steady = (timeoutMs: number) =>
    waitForSteady(watchers, hosts, timeoutMs, probeTimeoutMs(factor), signal)
  const extras = await createExtras(context, options, form, {
    links: services.links,
    relays,
    hosts: hostEvents,
    mint,
  })
  const { fleet, settle } = createFleet({
    extras,
    pinned: options.pinned,
    relays: atLeastOne(relays),
    redis,
    hosts,
    links: services.links,
    watchers,
    journal,
    factor,
    signal,
    steady,
    readLink: linkReader(journal),
    replacementOf: (relay) => replacementOf(relay, services),
  })
  const resources = started.move()
  return {
    fixtures: { fleet, observe: observeRelays },
    steady,
    settle,
    broken: Promise.race([hostEvents.failed, directory.failed, prober.failed]),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

async function startProber(
  { runId, journal, runtime, factor, signal }: SystemContext,
  { clientsAsk, probesPerSecond }: RelayFleetOptions,
  services: FleetServices,
  hosts: readonly string[],
  mint: TokenMint,
) {
  const address = runtime.reach(services.links.get(linkName('clients', clientsAsk))!.address)
  const headers = { authorization: `Bearer ${await mint.client()}` }
  return startHttpProber({
    probe: clientProbe,
    targets: hosts.map((host) => ({
      host,
      address,
      path: `/hosts/${host}/echo`,
      headers,
      expectBody: `"host":"${host}"`,
    })),
    cadenceMs: (hosts.length / probesPerSecond) * 1_000,
    timeoutMs: probeTimeoutMs(factor),
    journal,
    env: { PATH: process.env.PATH ?? '', GAMEDAY_RUN_ID: runId },
    signal,
  })
}

/** The hosts with their tokens; those that are pinned are told what to dial. */
function playersOf(
  hosts: readonly string[],
  { pinned }: RelayFleetOptions,
  { links }: FleetServices,
  mint: TokenMint,
): Promise<Player[]> {
  const free = hosts.length - pinned
  const url = () => `ws://${formatAddress(links.get(linkName('hosts', 'relay-1'))!.address)}`
  return Promise.all(
    hosts.map(async (id, index) => ({
      id,
      token: await mint.host(id),
      ...(index < free ? {} : { url: url() }),
    })),
  )
}

function atLeastOne(relays: Relay[]): [Relay, ...Relay[]] {
  const [first, ...rest] = relays
  if (!first) throw new HarnessError('a relay fleet needs at least one relay')
  return [first, ...rest]
}
