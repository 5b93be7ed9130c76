import {
  formatAddress,
  HarnessError,
  linkBetween,
  now,
  type RunningSystem,
  redisServer,
  SocketWatcher,
  type System,
  startHttpProber,
  withoutLoops,
} from '../../door.ts'
import { refuseMoreThanFit } from './capacity.ts'
import type { HostState } from './events/host.ts'
import { createExtras } from './extras.ts'
import { createFleet, type RelayFleet } from './fleet.ts'
import type { FleetContext } from './fleet-context.ts'
import type { Player } from './fleet-hosts.ts'
import { hostNames } from './host-names.ts'
import { linkReader } from './link-reads.ts'
import { observeRelays, type RelayObservations } from './observe.ts'
import {
  type FleetSize,
  fleetOptions,
  hostsOf,
  type RelayFleetOptions,
  type RelayFleetVariant,
} from './options.ts'
import { clientProbe } from './probe-names.ts'
import { ClientSockets } from './probes/client-sockets.ts'
import { watchDirectory } from './probes/directory-watcher.ts'
import type { FleetPrograms } from './programs.ts'
import { startReference } from './reference-programs.ts'
import { rehearsedFleet } from './rehearsal.ts'
import { createRelay, type Relay, weighRelay } from './relay.ts'
import { replacementOf } from './replacement.ts'
import { standingChecks, standingNames } from './standing.ts'
import { waitForSteady } from './steady.ts'
import type { RelayTarget } from './target/schema.ts'
import { remarksOf } from './target-facts.ts'
import { startTarget } from './target-programs.ts'
import { refusalOf } from './target-refusal.ts'
import { notReportedOf, reportsOf } from './target-reports.ts'
import { fleetTopology } from './topology.ts'

export interface RelayFleetFixtures {
  readonly fleet: RelayFleet
  readonly observe: RelayObservations
}

/** A relay fleet: Redis, relays, mock hosts, an edge where there are several relays, and Toxiproxy on every link. */
export function relayFleet(size: FleetSize = {}): System<RelayFleetFixtures, RelayFleetVariant> {
  const options = fleetOptions(size)
  return {
    name: 'relay-fleet',
    hosts: (asked, target?: RelayTarget) => hostsOf(options, asked, target),
    topology: (target?: RelayTarget) => {
      const { nodes, links } = fleetTopology(options, target)
      return { nodes, links }
    },
    standingChecks: standingNames,
    refusal: (target: RelayTarget, { hosts, runtime }) =>
      refusalOf(target, options, hostsOf(options, hosts, target), runtime),
    reports: (target: RelayTarget) => reportsOf(target, options),
    notReported: (target?: RelayTarget) => (target ? notReportedOf(target) : []),
    remarks: remarksOf,
    rehearsal: (target: RelayTarget | undefined, hosts, clock) => ({
      fleet: rehearsedFleet(target, options, hosts, clock) as RelayFleet,
      observe: withoutLoops(observeRelays),
    }),
    start: (context: FleetContext, variant) =>
      startFleet(
        context,
        { ...options, hosts: hostsOf(options, context.hosts, context.target) },
        variant ?? {},
      ),
  }
}

/** Directory reads; a read of 20 entries costs 0.3 ms of CPU here and in Redis, 3 % of one core. */
const directoryCadenceMs = 10
/** The same while nothing happens. An entry that expires meanwhile is seen so much later at most, in seconds until its expiry. */
const directoryRestMs = 40

/** What goes along with changes of the directory, or comes right before them. */
const onActivity =
  ({ journal }: FleetContext) =>
  (active: () => void) =>
    journal.onEvent((event) => {
      const { kind } = event
      if (kind === 'fault' || kind === 'service' || (kind === 'host' && ofTunnel.has(event.state))) active()
    })
const ofTunnel: ReadonlySet<HostState> = new Set(['upgraded', 'registered', 'drain', 'closed', 'watchdog'])

/** One look costs up to 10 ms of CPU, most of it the kernel's for writing out the table of a whole machine. */
const lookCadenceMs = 100

/**
 * Requests that prove the first steady state, at least: of a fleet that fails one in twenty all of them are answered once in 600 times. They
 * take a tenth of a second.
 */
const firstRequests = 125

/** Probes under way when a system is taken down get this long; what they would tell is no longer looked at. */
const proberGraceMs = 50

async function startFleet(
  context: FleetContext,
  options: RelayFleetOptions,
  variant: RelayFleetVariant,
): Promise<RunningSystem<RelayFleetFixtures>> {
  const { journal, runtime, factor, signal, target } = context
  const names = hostNames(target, options.hosts)
  const hosts = names.fleet
  refuseMoreThanFit(options, runtime.kind, factor)
  await using started = new AsyncDisposableStack()
  const programs = target
    ? await startTarget(context, options, target)
    : await startReference(context, options, variant)
  const { clients, links, tokenOf } = programs
  started.use(programs.hosts)
  const redis =
    programs.redis &&
    started.use(redisServer(programs.redis, runtime.reach(programs.redis.spec.ports.redis!), context))
  const [directory, prober] = await Promise.all([
    startDirectoryWatcher(context, programs),
    startProber(context, options, programs, hosts),
  ])
  if (directory) started.use(directory)
  started.defer(() => prober.stop(proberGraceMs))
  const watchers = { hostEvents: programs.hosts, directory, prober }
  const relays = programs.relays.map(({ spec, service }) =>
    createRelay(spec, service, { factor, signal, restartDelay: target?.restartDelay }),
  )
  if (options.weighed) await Promise.all(relays.map((relay) => weighRelay(journal, relay, 0, now())))
  const watcher =
    options.watched &&
    started.use(new SocketWatcher({ service: relays[0]!.service, cadenceMs: lookCadenceMs, journal, signal }))
  programs.hosts.add(await playersOf(hosts, options, tokenOf))

  let proofs = 0
  const steady = (timeoutMs: number) =>
    waitForSteady(watchers, hosts, timeoutMs, clients, signal, proofs++ === 0 ? firstRequests : 0)
  const sockets = started.use(clientSockets(context, options, programs, hosts[0]!))
  const extras = await createExtras(context, options, variant, {
    ...{ links, relays, hosts: programs.hosts, names, tokenOf, sockets, programs, prober, redis },
  })
  const { fleet, settle } = createFleet({
    ...{ extras, programs, relays: atLeastOne(relays), redis, hosts, watchers, steady },
    ...{ journal, factor, signal, pinned: options.pinned, readLink: linkReader(journal) },
    replacementOf: (relay) => replacementOf(relay, programs),
  })
  const resources = started.move()
  const mayFail = [programs.hosts, prober, ...(directory ? [directory] : []), ...(watcher ? [watcher] : [])]
  return {
    fixtures: { fleet, observe: observeRelays },
    links,
    steady,
    settle,
    standing: (check) => standingChecks(check, { journal, schedule: programs.facts.schedule }),
    broken: Promise.race(mayFail.map(({ failed }) => failed)),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

/** Reads the directory, where there is one that can be read. */
async function startDirectoryWatcher(context: FleetContext, { directory: source }: FleetPrograms) {
  const { journal, signal } = context
  if (!source) return undefined
  return watchDirectory({
    source,
    cadenceMs: directoryCadenceMs,
    restMs: directoryRestMs,
    onActivity: onActivity(context),
    journal,
    signal,
  })
}

function clientSockets(
  { runtime, journal }: FleetContext,
  { clientsAsk }: RelayFleetOptions,
  { links, clients }: FleetPrograms,
  host: string,
): ClientSockets {
  const origin = `ws://${formatAddress(runtime.reach(linkBetween(links, 'clients', clientsAsk).address))}`
  const { headers = {} } = clients.request(host)
  return new ClientSockets({ origin, headers, journal, timeoutMs: 10 * clients.timeoutMs })
}

async function startProber(
  { runId, journal, runtime, signal }: FleetContext,
  { clientsAsk, probesPerSecond }: RelayFleetOptions,
  { links, clients }: FleetPrograms,
  hosts: readonly string[],
) {
  const address = runtime.reach(linkBetween(links, 'clients', clientsAsk).address)
  return startHttpProber({
    probe: clientProbe,
    targets: hosts.map((host) => ({ ...clients.request(host), host, address })),
    cadenceMs: (hosts.length / probesPerSecond) * 1_000,
    timeoutMs: clients.timeoutMs,
    journal,
    env: { PATH: process.env.PATH ?? '', GAMEDAY_RUN_ID: runId },
    signal,
  })
}

/** The hosts with their tokens; those that do not dial what the others do are told what to dial. */
function playersOf(
  hosts: readonly string[],
  { pinned, elsewhere }: RelayFleetOptions,
  tokenOf: FleetPrograms['tokenOf'],
): Promise<Player[]> {
  const free = hosts.length - pinned - elsewhere
  const dials = (index: number) => (index < free + pinned ? 'relay-1' : 'relay-2')
  return Promise.all(
    hosts.map(async (id, index) => ({
      id,
      token: await tokenOf(id),
      ...(index < free ? {} : { dials: dials(index) }),
    })),
  )
}

function atLeastOne(relays: Relay[]): [Relay, ...Relay[]] {
  const [first, ...rest] = relays
  if (!first) throw new HarnessError('a relay fleet needs at least one relay')
  return [first, ...rest]
}
