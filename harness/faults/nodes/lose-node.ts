import { UsageError } from '../../errors.ts'
import { now } from '../../journal/clock.ts'
import { mustHaveLayers } from '../../runtime/layers.ts'
import { isProxy } from '../../runtime/links.ts'
import type { RunNode } from '../../runtime/nodes.ts'
import type { Service } from '../../runtime/runtime.ts'
import { type FaultContext, type FaultKind, type OpenFault, openFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { wasKilled } from '../kill.ts'
import { RuleTables } from '../packets/rules-fault.ts'
import { partingRules, refuseNode } from './parting.ts'

const loseNodeKind: FaultKind = { name: 'lose-node', colour: '#7f1d1d', needs: 'nodes' }

export interface LoseNodeOptions {
  /** What becomes of new connections to it. Default `lost`; `refused`: by ICMP host unreachable, as by a router that has lost the route. */
  readonly newFlows?: 'lost' | 'refused'
}

/**
 * A node is gone as if its power was cut. All packets of the run's network to and from it vanish, and then everything of the run on it is killed at
 * once: no peer is told by a FIN or an RST. Healed, the node is back, and its services start again in the order of their first start.
 * Evidence: the end of each of its services by SIGKILL, after the packets began to vanish.
 * @throws UsageError for the node that carries the links, or has no service
 */
export async function loseNode(
  context: FaultContext,
  node: RunNode,
  { newFlows = 'lost' }: LoseNodeOptions = {},
): Promise<OpenFault> {
  refuseNode(context, 'loseNode', node)
  await mustHaveLayers(['nodes'])
  const lost = node.services.filter(({ running }) => running)
  refuseToLose(node, lost)
  const rules = await partingRules(node, { direction: 'both', newFlows })
  const tables = new RuleTables()
  const names = lost.map(({ name }) => name).join(', ')
  const fault = openFault(
    context,
    loseNodeKind,
    node.name,
    `${node.name} is gone, with ${names}`,
    async () => {
      await tables.end()
      for (const service of lost) if (!service.running) await service.restart()
    },
  )
  try {
    await tables.open(rules)
    await killAll(fault, lost)
    return fault
  } catch (error) {
    await fault.heal().catch(() => {})
    throw error
  }
}

function refuseToLose(node: RunNode, lost: readonly Service[]): void {
  const proxy = node.services.find(({ name }) => isProxy(name))
  if (proxy)
    throw new UsageError(
      `faults.loseNode: ${node.name} carries the links (${proxy.name}), without which nothing is measured: lose another node`,
    )
  if (lost.length === 0) throw new UsageError(`faults.loseNode: nothing runs on ${node.name}`)
}

async function killAll(fault: OpenFault, services: readonly Service[]): Promise<void> {
  const from = now()
  const exits = await Promise.all(services.map((service) => service.kill()))
  const survived = exits.findIndex((exit) => !wasKilled(exit, from))
  if (survived !== -1) {
    fault.unproven(`${services[survived]!.name} had ended before with code ${exits[survived]!.code}`)
    return
  }
  const at = Math.max(...exits.map((exit) => exit.at))
  fault.observed(`ended by SIGKILL: ${services.map(({ name }) => name).join(', ')}`, at, at - from)
}

defineFault(loseNodeKind, 'A node is gone as if its power was cut, with all that runs on it', { loseNode })

declare module '../faults.ts' {
  interface Faults {
    loseNode(node: RunNode, options?: LoseNodeOptions): Promise<OpenFault>
  }
}
