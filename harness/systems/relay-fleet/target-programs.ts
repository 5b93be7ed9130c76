import { programs } from '../../../docker/images.ts'
import { MissingPartError } from '../../errors.ts'
import { addressOf, linkName } from '../../runtime/links.ts'
import type { Address, Service } from '../../runtime/runtime.ts'
import { listenOn, readyTimeoutMs, redisSpec, reserveServices } from '../../system/service-parts.ts'
import type { SystemContext } from '../../system/system.ts'
import { directoryOracle } from '../../targets/directory-oracle.ts'
import { TargetEvents } from '../../targets/host-events.ts'
import { identityReader, writeOwner } from '../../targets/owner.ts'
import type { Target, TargetService } from '../../targets/schema.ts'
import { serviceSpec } from '../../targets/service-spec.ts'
import { isShipped, shippedSpec } from '../../targets/shipped.ts'
import type { Values } from '../../targets/templates.ts'
import { reserveFleetLinks } from './fleet-links.ts'
import type { RelayFleetOptions, RelaySpec } from './options.ts'
import type { FleetPrograms } from './programs.ts'
import { identityOf } from './relay.ts'
import { clients, tokens } from './target-clients.ts'
import { targetFacts } from './target-facts.ts'
import { TargetHosts } from './target-hosts.ts'
import { dependenciesOf, dependencyValues, linkedValues } from './target-values.ts'
import { fleetTopology } from './topology.ts'

/** Starts a target's programs in place of our own: its dependencies and the edge first, then the relays. */
export async function startTarget(
  context: SystemContext,
  options: RelayFleetOptions,
  target: Target,
): Promise<FleetPrograms> {
  const { runtime, journal, seed, runId } = context
  const topology = fleetTopology(options, target)
  const names = [
    ...dependenciesOf(target),
    ...(topology.hasEdge ? ['edge'] : []),
    ...options.relays.map(({ name }) => name),
  ]
  const links = await reserveFleetLinks(runtime, options, topology)
  const goesDown = (name: string) =>
    options.relays.some((relay) => relay.name === name) || (name === 'redis' && options.redisRestarts)
  const addresses = await reserveServices(runtime, names, goesDown)
  const common: Values = { runId, seed: String(seed) }
  const start = (name: string, where: string, service: TargetService, address: Address, values: Values) =>
    runtime.start(serviceSpec(target, { name, where, service, address, values: { ...common, ...values } }))

  const redis = target.redis ? await runtime.start(redisSpec(addresses.redis!)) : undefined
  const opening = links.open((to) => addresses[to]!, seed)
  const [opened] = await Promise.all([
    opening,
    ...Object.entries(target.dependencies).map(async ([name, dependency]) => {
      await opening
      const values = linkedValues(target, links.main, name)
      const main = addresses[name]!
      if (!isShipped(dependency)) return start(name, `dependencies.${name}`, dependency, main, values)
      const { control } = await runtime.reserve(name, ['control'])
      return runtime.start(shippedSpec(name, dependency, { main, control: control! }, values))
    }),
    ...(topology.hasEdge ? [startEdge()] : []),
  ])

  const toIdentity = identityReader(
    target.directory?.owner,
    options.relays.map(({ name, region }) => ({ machineId: name, region })),
  )
  const events = new TargetEvents(journal, toIdentity)
  const startRelay = async (spec: RelaySpec, name: string, address: Address) => {
    const values = {
      machineId: spec.name,
      region: spec.region,
      ...linkedValues(target, links.main, spec.name),
    }
    const service = await start(name, 'relay', target.relay, address, values)
    events.follow(service, target.relay.events, { side: 'relay', relay: identityOf(spec) })
    return service
  }
  const relays = await Promise.all(
    options.relays.map(async (spec) => ({
      spec,
      service: await startRelay(spec, spec.name, addresses[spec.name]!),
    })),
  )
  const direct: Values = Object.assign(
    { ...common },
    ...dependenciesOf(target).map((name) => dependencyValues(target, name, runtime.reach(addresses[name]!))),
  )
  const mint = tokens(target, direct)
  const dialled = (dials = options.hostsDial) => dials
  return {
    facts: targetFacts(target),
    redis,
    relays,
    links: opened,
    startRelay: async (spec, name) => startRelay(spec, name, (await runtime.reserve(name, ['main'])).main!),
    hosts: new TargetHosts({
      runtime,
      target,
      events,
      values: { ...common, ...linkedValues(target, links.main, 'hosts') },
      dialOf: (dials) => addressOf(links.main, linkName('hosts', dialled(dials))),
      relayOf: (dials) => {
        const spec = options.relays.find(({ name }) => name === dialled(dials))
        return spec && identityOf(spec)
      },
    }),
    directory: directoryOracle(target, direct, toIdentity),
    clients: clients(target, await mint('client', 'client')),
    tokenOf: (host) => mint(host, 'host'),
    leaveEntries: async (identity, count) => {
      const { owner, leave } = target.directory ?? {}
      const spec = options.relays.find((one) => identityOf(one) === identity)
      if (!owner || !leave || !spec)
        throw new MissingPartError(`target ${target.name} does not declare directory.leave`)
      await leave({
        owner: writeOwner(owner, { region: spec.region, machineId: spec.name }),
        hosts: Array.from({ length: count }, (_, index) => `gone-${index + 1}`),
        values: direct,
      })
    },
  }

  function startEdge(): Promise<Service> {
    const routes = JSON.stringify(
      options.relays.map(({ name, region }) => ({
        machineId: name,
        region,
        ...addressOf(links.main, linkName('edge', name)),
      })),
    )
    const address = addresses.edge!
    if (target.edge !== 'gameday') {
      const values = { routes, ...linkedValues(target, links.main, 'edge') }
      return start('edge', 'edge', target.edge, address, values)
    }
    const { followReplays, success } = target.probe
    const replays = followReplays ? success.noHeader : ''
    return runtime.start({
      name: 'edge',
      program: programs.edge,
      env: { ...listenOn(address), ROUTES: routes, REPLAY_HEADER: replays, TIME_SCALE: '1' },
      ports: { http: address },
      ready: { by: 'tcp', port: 'http', timeoutMs: readyTimeoutMs },
    })
  }
}
