import { linkName } from '../../door.ts'
import { furtherRoles } from './further-roles.ts'
import { type RelayFleetOptions, tlsEdgeName } from './options.ts'
import type { RelayTarget } from './target/schema.ts'
import { dependenciesOf, dependencyPairs, sharedOf, sharedRole } from './target-values.ts'

export interface FleetTopology {
  readonly nodes: { readonly name: string; readonly role: string }[]
  readonly links: { readonly name: string; readonly from: string; readonly to: string }[]
  readonly hasEdge: boolean
}

/** What a directory that fails over has besides its primary. */
const failOverRoles = { 'redis-2': 'replica of the directory', sentinel: 'promotes the replica' } as const
export const failOverNames = ({ sentinel }: Pick<RelayFleetOptions, 'sentinel'>) =>
  sentinel ? (['redis-2', 'sentinel'] as const) : []

/** Who is there and who connects to whom; every connection is a link of its own. */
export function fleetTopology(options: RelayFleetOptions, target?: RelayTarget): FleetTopology {
  const { relays, hostsDial, tls, clientsAsk, pinned, elsewhere, smokeTest, standIn } = options
  const hasEdge = [hostsDial, tls, clientsAsk].includes('edge') || smokeTest
  const further = target ? furtherRoles(options.needs) : []
  const relayNames = relays.map(({ name }) => name)
  const dependencies = target
    ? dependencyPairs(target, relayNames, hasEdge)
    : relayNames.flatMap((name) => ['redis', ...failOverNames(options)].map((to) => [name, to]))
  const pairs = [
    ['hosts', hostsDial],
    ...(tls ? [[tlsEdgeName, tls]] : []),
    ...(pinned > 0 && hostsDial !== 'relay-1' ? [['hosts', 'relay-1']] : []),
    ...(elsewhere > 0 ? [['hosts', 'relay-2']] : []),
    ...further.map((role) => [role, hostsDial]),
    ['clients', clientsAsk],
    ...(smokeTest ? [['smoke', 'edge']] : []),
    ...relays.flatMap(({ name }) => (hasEdge ? [['edge', name]] : [])),
    ...dependencies,
  ] as [string, string][]
  return {
    hasEdge,
    nodes: [
      { name: 'hosts', role: target ? 'hosts' : 'mock hosts' },
      ...further.map((name) => ({ name, role: 'further programs of hosts' })),
      { name: 'clients', role: 'probes' },
      ...(smokeTest ? [{ name: 'smoke', role: 'smoke test' }] : []),
      ...(target && sharedOf(target).length > 0
        ? [{ name: sharedRole, role: 'all that call what is shared' }]
        : []),
      ...(tls ? [{ name: tlsEdgeName, role: 'ends TLS' }] : []),
      ...(hasEdge ? [{ name: 'edge', role: 'edge' }] : []),
      ...(standIn ? [{ name: 'stand-in', role: 'answers as the scenario says' }] : []),
      ...relays.map(({ name, region }) => ({ name, role: `relay in ${region}` })),
      ...failOverNames(options).map((name) => ({ name, role: failOverRoles[name] })),
      ...(target ? dependenciesOf(target) : ['redis']).map((name) => ({
        name,
        role: name === (target?.directory?.by ?? 'redis') ? 'tunnel directory' : 'dependency',
      })),
    ],
    links: pairs.map(([from, to]) => ({ name: linkName(from, to), from, to })),
  }
}
