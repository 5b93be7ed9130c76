import { linkName } from '../../runtime/links.ts'
import type { RelayFleetOptions } from './options.ts'

export interface FleetTopology {
  readonly nodes: { readonly name: string; readonly role: string }[]
  readonly links: { readonly name: string; readonly from: string; readonly to: string }[]
  readonly hasEdge: boolean
}

/** Who is there and who connects to whom; every connection is a link of its own. */
export function fleetTopology({ relays, hostsDial, clientsAsk }: RelayFleetOptions): FleetTopology {
  const hasEdge = hostsDial === 'edge' || clientsAsk === 'edge'
  const pairs = [
    ['hosts', hostsDial],
    ['clients', clientsAsk],
    ...relays.flatMap(({ name }) => [...(hasEdge ? [['edge', name]] : []), [name, 'redis']]),
  ] as [string, string][]
  return {
    hasEdge,
    nodes: [
      { name: 'hosts', role: 'mock hosts' },
      { name: 'clients', role: 'probes' },
      ...(hasEdge ? [{ name: 'edge', role: 'edge' }] : []),
      ...relays.map(({ name, region }) => ({ name, role: `relay in ${region}` })),
      { name: 'redis', role: 'tunnel directory' },
    ],
    links: pairs.map(([from, to]) => ({ name: linkName(from, to), from, to })),
  }
}
