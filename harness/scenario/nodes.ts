import type { Target } from '../faults/faults.ts'
import { oneNodeOnly, type RunNode } from '../runtime/nodes.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** The machines over which a run is spread, on the swarm runtime. */
export interface Nodes {
  /** The node on which a service runs. @throws MissingPartError on a runtime of one machine: the scenario is skipped */
  of(target: Target): RunNode
}

export const nodesIn = ({ kind, nodes }: Runtime): Nodes => ({
  of: ({ service }) => {
    if (nodes) return nodes.of(service.name)
    throw oneNodeOnly(kind)
  },
})
