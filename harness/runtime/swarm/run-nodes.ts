import type { ContainerInspectInfo } from 'dockerode'
import { MissingPartError } from '../../errors.ts'
import type { RunNetwork } from '../containers/network.ts'
import { visibleInit } from '../containers/visible-init.ts'
import type { RunNode, RunNodes } from '../nodes.ts'
import { own } from '../owned.ts'
import { type NetworkPlace, networkOfPid } from '../packets/network-place.ts'
import type { Service } from '../runtime.ts'
import type { ConnectedNode } from './connect.ts'

export interface RunNodesParts {
  /** The manager first. */
  readonly nodes: readonly [ConnectedNode, ...ConnectedNode[]]
  readonly network: RunNetwork
  /** Name of the node on which a service runs. */
  readonly nodeOf: (service: string) => string
  readonly services: () => readonly Service[]
  /** The container of the run in the network of a node's engine. */
  readonly helperOf: (node: ConnectedNode) => ContainerInspectInfo
}

/** The nodes of a swarm, as faults see them. */
export function runNodes(parts: RunNodesParts): RunNodes {
  const { nodes, network, nodeOf, services, helperOf } = parts
  // The number of a network is 24 bits of each packet between nodes, after the header of UDP and 4 bytes of VXLAN (RFC 7348).
  const packets = async ({ engine, dataPort }: ConnectedNode) =>
    `udp dport ${dataPort} @th,96,24 ${await network.vxlanId(engine)}`
  const all: readonly RunNode[] = nodes.map((node) => {
    return own({
      name: node.name,
      address: node.address,
      get services() {
        return services().filter((service) => nodeOf(service.name) === node.name)
      },
      get others() {
        return all.filter(({ name }) => name !== node.name)
      },
      place: async () => placeOf(node, helperOf(node)),
      packets: () => packets(nodes[0]),
    })
  })
  return { all, of: (service) => all.find(({ name }) => name === nodeOf(service))! }
}

/** Whoever enters the network namespace of its helper meets the packets between nodes. */
async function placeOf(
  { name, engine }: ConnectedNode,
  { Id, State }: ContainerInspectInfo,
): Promise<NetworkPlace> {
  if (!(await visibleInit(State.Pid, Id)))
    throw new MissingPartError(
      `${name} (${engine.socket}) is another machine: faults of nodes act on engines of this machine only`,
    )
  return networkOfPid(State.Pid)
}
