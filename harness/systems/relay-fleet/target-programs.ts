import { programs } from '../../../docker/images.ts'
import {
  type Address,
  linkAddress,
  linkName,
  MissingPartError,
  reserveServices,
  type Service,
  type templates,
} from '../../door.ts'
import type { FleetContext } from './fleet-context.ts'
import { type FleetLinks, reserveFleetLinks } from './fleet-links.ts'
import { type RelayFleetOptions, type RelaySpec, regionIn } from './options.ts'
import type { FleetPrograms } from './programs.ts'
import { identityOf } from './relay.ts'
import { listenOn, readyTimeoutMs, redisSpec } from './service-parts.ts'
import { directoryOracle } from './target/directory-oracle.ts'
import { TargetEvents } from './target/host-events.ts'
import { goneHosts } from './target/host-id.ts'
import { identityReader, writeOwner } from './target/owner.ts'
import type { RelayTarget, TargetService } from './target/schema.ts'
import { serviceSpec } from './target/service-spec.ts'
import { isShipped, shippedSpec } from './target/shipped.ts'
import { clients, tokens } from './target-clients.ts'
import { targetFacts } from './target-facts.ts'
import { TargetHosts } from './target-hosts.ts'
import { dependenciesOf, dependencyValues, publicAddressOf, reachedBy } from './target-values.ts'
import { fleetTopology } from './topology.ts'

/** Starts a target's programs in place of our own: its dependencies and the edge first, then the relays. */
export async function startTarget(
  context: FleetContext,
  options: RelayFleetOptions,
  target: RelayTarget,
): Promise<FleetPrograms> {
  const { runtime, journal, seed } = context
  const parts = await partsOf(context, options, target)
  const { links, addresses } = parts
  const redis = target.redis ? await runtime.start(redisSpec(addresses.redis!)) : undefined
  const opened = await startAround(
    parts,
    links.open((to) => addresses[to]!, seed),
  )
  const toIdentity = identityReader(
    target.directory?.owner,
    options.relays.map(({ name, region }) => ({ machineId: name, region })),
  )
  const events = new TargetEvents(journal, toIdentity)
  const startOne = (spec: RelaySpec, name: string, address: Address) =>
    startRelay(parts, events, { spec, name, address })
  const relays = await Promise.all(
    options.relays.map(async (spec) => ({
      spec,
      service: await startOne(spec, spec.name, addresses[spec.name]!),
    })),
  )
  const direct = directValues(parts)
  const mint = tokens(target, direct)
  return {
    facts: targetFacts(target),
    redis,
    relays,
    links: opened,
    startRelay: async (spec, name) =>
      startOne(spec, name, (await runtime.reserve(name, ['main'], { region: spec.region })).main!),
    hosts: hostsOf(parts, events),
    directory: directoryOracle(target, direct, toIdentity),
    clients: clients(target, await mint('client', 'client')),
    tokenOf: (host) => mint(host, 'host'),
    leaveEntries: (identity, count) => leaveEntries(parts, direct, identity, count),
  }
}

/** What a target's programs are started with. */
interface Parts {
  readonly context: FleetContext
  readonly options: RelayFleetOptions
  readonly target: RelayTarget
  readonly hasEdge: boolean
  readonly links: FleetLinks
  readonly addresses: Readonly<Record<string, Address>>
  /** templates.Values of templates that every program has. */
  readonly common: templates.Values
}

async function partsOf(
  context: FleetContext,
  options: RelayFleetOptions,
  target: RelayTarget,
): Promise<Parts> {
  const { runtime, seed, runId } = context
  const topology = fleetTopology(options, target)
  const { hasEdge } = topology
  const names = [
    ...dependenciesOf(target),
    ...(hasEdge ? ['edge'] : []),
    ...options.relays.map(({ name }) => name),
  ]
  const links = await reserveFleetLinks(runtime, options, topology, (name) => publicAddressOf(target, name))
  const goesDown = (name: string) =>
    options.relays.some((relay) => relay.name === name) || (name === 'redis' && options.redisRestarts)
  const addresses = await reserveServices(runtime, names, goesDown, regionIn(options.relays))
  return { context, options, target, hasEdge, links, addresses, common: { runId, seed: String(seed) } }
}

interface Program {
  readonly name: string
  /** Where it is described, for errors. */
  readonly where: string
  readonly service: TargetService
  readonly address: Address
  readonly values: templates.Values
  readonly names?: Readonly<Record<string, string>>
}

const startProgram = ({ context, target, common }: Parts, program: Program): Promise<Service> =>
  context.runtime.start(serviceSpec(target, { ...program, values: { ...common, ...program.values } }))

/** Starts dependencies and the edge while the links open. */
async function startAround<Links>(parts: Parts, opening: Promise<Links>): Promise<Links> {
  const { target, hasEdge } = parts
  const [opened] = await Promise.all([
    opening,
    ...Object.keys(target.dependencies).map(async (name) => {
      await opening
      return startDependency(parts, name)
    }),
    ...(hasEdge ? [startEdge(parts)] : []),
  ])
  return opened
}

async function startDependency(parts: Parts, name: string): Promise<Service> {
  const { context, target, links, addresses } = parts
  const dependency = target.dependencies[name]!
  const { values, names } = reachedBy(target, links.main, name)
  const main = addresses[name]!
  if (!isShipped(dependency))
    return startProgram(parts, {
      name,
      where: `dependencies.${name}`,
      service: dependency,
      address: main,
      values,
      names,
    })
  const { control } = await context.runtime.reserve(name, ['control'])
  return context.runtime.start(shippedSpec(name, dependency, { main, control: control! }, values))
}

function startEdge(parts: Parts): Promise<Service> {
  const { context, options, target, links, addresses } = parts
  const routes = JSON.stringify(
    options.relays.map(({ name, region }) => ({
      machineId: name,
      region,
      ...linkAddress(links.main, linkName('edge', name)),
    })),
  )
  const address = addresses.edge!
  if (target.edge !== 'gameday') {
    const { values, names } = reachedBy(target, links.main, 'edge')
    const edge = { name: 'edge', where: 'edge', service: target.edge }
    return startProgram(parts, { ...edge, address, values: { routes, ...values }, names })
  }
  const { followReplays, success } = target.probe
  const replays = followReplays ? success.noHeader : ''
  return context.runtime.start({
    name: 'edge',
    program: programs.edge,
    env: { ...listenOn(address), ROUTES: routes, REPLAY_HEADER: replays, TIME_SCALE: '1' },
    ports: { http: address },
    ready: { by: 'tcp', port: 'http', timeoutMs: readyTimeoutMs },
  })
}

async function startRelay(
  parts: Parts,
  events: TargetEvents,
  { spec, name, address }: { readonly spec: RelaySpec; readonly name: string; readonly address: Address },
): Promise<Service> {
  const { target, links } = parts
  const reached = reachedBy(target, links.main, spec.name)
  const service = await startProgram(parts, {
    name,
    where: 'relay',
    service: target.relay,
    address,
    values: { machineId: spec.name, region: spec.region, ...reached.values },
    names: reached.names,
  })
  events.follow(service, target.relay.events, { side: 'relay', relay: identityOf(spec) })
  return service
}

/** templates.Values for what the harness itself asks of dependencies, past all links. */
const directValues = ({ context: { runtime }, target, addresses, common }: Parts): templates.Values =>
  Object.assign(
    { ...common },
    ...dependenciesOf(target).map((name) => dependencyValues(target, name, runtime.reach(addresses[name]!))),
  )

function hostsOf(
  { context: { runtime }, options, target, links, common }: Parts,
  events: TargetEvents,
): TargetHosts {
  const dialled = (dials = options.hostsDial) => dials
  const { values, names } = reachedBy(target, links.main, 'hosts')
  return new TargetHosts({
    runtime,
    target,
    events,
    values: { ...common, ...values },
    names,
    dialOf: (dials, via = 'hosts') => linkAddress(links.main, linkName(via, dialled(dials))),
    relayOf: (dials) => {
      const spec = options.relays.find(({ name }) => name === dialled(dials))
      return spec && identityOf(spec)
    },
  })
}

/** @throws MissingPartError where the target does not say how */
async function leaveEntries(
  { options, target }: Parts,
  values: templates.Values,
  identity: string,
  count: number,
): Promise<void> {
  const { owner, leave } = target.directory ?? {}
  const spec = options.relays.find((one) => identityOf(one) === identity)
  if (!owner || !leave || !spec)
    throw new MissingPartError(`target ${target.name} does not declare directory.leave`)
  await leave({
    owner: writeOwner(owner, { region: spec.region, machineId: spec.name }),
    hosts: goneHosts(target.host.id, count),
    values,
  })
}
