import { MissingPartError } from '../../errors.ts'
import type { RunNode } from '../../runtime/nodes.ts'
import { liftIcmpLimit } from '../../runtime/packets/icmp-limit.ts'
import { networkPlaceOf } from '../../runtime/packets/network-place.ts'
import { opening, rulesScript, unreachable } from '../../runtime/packets/rules.ts'
import type { Service } from '../../runtime/runtime.ts'
import { refuseStranger } from '../aim.ts'
import type { FaultContext } from '../fault.ts'
import { acted, type RulesAt } from '../packets/rules-fault.ts'

/** What is lost: what a node sends, what it is sent, or both. */
export type NodeDirection = 'sent' | 'received' | 'both'

export interface PartingOptions {
  readonly direction: NodeDirection
  /** What becomes of new connections to the other side. */
  readonly newFlows: 'lost' | 'refused'
}

/** @throws UsageError for what is no node of this run; MissingPartError where it has no other */
export function refuseNode({ onlyOwn }: FaultContext, call: string, node: RunNode): void {
  if (onlyOwn) refuseStranger(call, 'node', node)
  if (node.others.length === 0)
    throw new MissingPartError('faults of a node need two nodes or more: gameday run --runtime swarm')
}

/**
 * The rules by which a node is cut off from all others. They see packets of the run's own network only: what else the nodes send each other, also
 * the talk of their engines, passes.
 */
export async function partingRules(
  node: RunNode,
  { direction, newFlows }: PartingOptions,
): Promise<RulesAt[]> {
  const packets = await node.packets()
  // Where they arrive: a packet that is dropped as it leaves is an error to some senders, and not lost.
  const lostAt = async (receiver: RunNode, senders: readonly RunNode[]): Promise<RulesAt> => {
    const place = await receiver.place()
    const from = `{ ${senders.map(({ address }) => address).join(', ')} }`
    const rule = { match: `ip saddr ${from} ${packets}`, verdict: 'drop', count: acted }
    return { place, script: async () => rulesScript(place, [rule]) }
  }
  const received = direction === 'sent' ? [] : [await lostAt(node, node.others)]
  const sent =
    direction === 'received' ? [] : await Promise.all(node.others.map((other) => lostAt(other, [node])))
  return [...(newFlows === 'refused' ? await refusals(node) : []), ...received, ...sent]
}

/** Dials from either side to the other are refused, as by a router that has lost the route. */
async function refusals(node: RunNode): Promise<RulesAt[]> {
  const there = node.others.flatMap(({ services }) => services)
  return [...(await refusedBy(node.services, there)), ...(await refusedBy(there, node.services))]
}

function refusedBy(dialling: readonly Service[], dialled: readonly Service[]): Promise<RulesAt[]> {
  const hosts = new Set(dialled.flatMap(({ spec }) => Object.values(spec.ports).map(({ host }) => host)))
  if (hosts.size === 0) return Promise.resolve([])
  const rule = {
    match: `ip daddr { ${[...hosts].join(', ')} } ${opening}`,
    verdict: unreachable,
    count: acted,
  }
  return Promise.all(
    dialling
      .filter(({ running }) => running)
      .map(async (service) => {
        const place = await networkPlaceOf(service)
        await liftIcmpLimit(place)
        return { place, script: async () => rulesScript(place, [rule]) }
      }),
  )
}
