import { HarnessError } from '../../errors.ts'
import { holderImage, imageOf } from '../containers/image.ts'
import type { RunNetwork } from '../containers/network.ts'
import { startContainer } from '../containers/start-container.ts'
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
  /** Put before the names of containers. */
  readonly prefix: string
  readonly labels: Readonly<Record<string, string>>
}

/** The nodes of a swarm, as faults see them. */
export function runNodes(parts: RunNodesParts): RunNodes {
  const { nodes, network, nodeOf, services } = parts
  // The number of a network is 24 bits of each packet between nodes, after the header of UDP and 4 bytes of VXLAN (RFC 7348).
  const packets = async ({ engine, dataPort }: ConnectedNode) =>
    `udp dport ${dataPort} @th,96,24 ${await network.vxlanId(engine)}`
  const all: readonly RunNode[] = nodes.map((node) => {
    let place: Promise<NetworkPlace> | undefined
    return own({
      name: node.name,
      address: node.address,
      get services() {
        return services().filter((service) => nodeOf(service.name) === node.name)
      },
      get others() {
        return all.filter(({ name }) => name !== node.name)
      },
      place: () => (place ??= enter(node, parts)),
      packets: () => packets(nodes[0]),
    })
  })
  return { all, of: (service) => all.find(({ name }) => name === nodeOf(service))! }
}

/** A container of the run in the network of a node's engine: whoever enters its namespace meets the packets between nodes. */
async function enter(
  { name, engine }: ConnectedNode,
  { prefix, labels }: RunNodesParts,
): Promise<NetworkPlace> {
  const { Id, State } = await startContainer(engine, `look into the network of ${name}`, {
    image: await imageOf(holderImage),
    name: `${prefix}${name}`,
    service: name,
    argv: ['sleep', 'infinity'],
    env: {},
    labels,
    network: 'of its engine',
    descriptorLimit: undefined,
    files: {},
  })
  if (!(await visibleInit(State.Pid, Id)))
    throw new HarnessError(
      `${name} (${engine.socket}) is an engine of another machine, which cannot be used yet`,
    )
  return networkOfPid(State.Pid)
}
