import { mustHaveLayers } from '../../runtime/layers.ts'
import type { RunNode } from '../../runtime/nodes.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { rulesFault } from '../packets/rules-fault.ts'
import { type NodeDirection, partingRules, refuseNode } from './parting.ts'

const partNodesKind: FaultKind = { name: 'part-nodes', colour: '#831843', needs: 'nodes' }

export interface PartNodesOptions {
  /** What is lost: what the node has `sent`, what it would have `received`, or `both`, the default. */
  readonly direction?: NodeDirection
  /** What becomes of new connections from one side to the other. Default `lost`; `refused`: by ICMP host unreachable, as by a router that has lost the route. */
  readonly newFlows?: 'lost' | 'refused'
}

const wordsFor = {
  both: 'between it and all other nodes',
  sent: 'from it to all other nodes',
  received: 'from all other nodes to it',
} as const

/**
 * A node is cut off from all others: every packet of the run's network between them vanishes, of open connections and of new ones, and everything
 * on it goes on. Healed, TCP goes on where it was. Evidence: the packets that the kernel's rules dropped or refused.
 */
export async function partNodes(
  context: FaultContext,
  node: RunNode,
  { direction = 'both', newFlows = 'lost' }: PartNodesOptions = {},
): Promise<OpenFault> {
  refuseNode(context, 'partNodes', node)
  await mustHaveLayers(['nodes'])
  const refused = newFlows === 'refused' ? '; new connections are refused' : ''
  return rulesFault(context, partNodesKind, node.name, {
    detail: `packets vanish ${wordsFor[direction]}${refused}`,
    rules: await partingRules(node, { direction, newFlows }),
  })
}

defineFault(partNodesKind, 'A node is cut off from all others, both ways or one way', { partNodes })

declare module '../faults.ts' {
  interface Faults {
    partNodes(node: RunNode, options?: PartNodesOptions): Promise<OpenFault>
  }
}
