import { isProxy } from '../links.ts'

/** What all others talk through or keep their state in stays in one place, beside the harness; so does what plays the clients and hosts of a system. */
const onManager = (service: string) =>
  isProxy(service) || /^((redis|db|postgres|sentinel|edge|tls-edge).*|hosts)$/.test(service)

/** Where services run: the same each time they are asked for. */
export interface Placement<Node> {
  of(service: string): Node
  /** The service runs on one of these nodes. One that has its place already keeps it. */
  among(service: string, nodes: readonly Node[]): void
}

/**
 * Spreads services over nodes: proxies and stores on the manager, the others over all nodes in the order in which they are first asked for.
 * @param nodes the manager first
 */
export function placement<Node>(nodes: readonly [Node, ...Node[]]): Placement<Node> {
  const known = new Map<string, Node>()
  // The last node first: the manager has the proxies.
  const inTurn = nodes.toReversed()
  /** How many services that were spread a node has. */
  const load = new Map<Node, number>()
  const emptiest = (of: readonly Node[]) =>
    of.reduce((best, node) => ((load.get(node) ?? 0) < (load.get(best) ?? 0) ? node : best))
  const spread = (service: string, of: readonly Node[]) => {
    const node = emptiest(inTurn.filter((one) => of.includes(one)))
    load.set(node, (load.get(node) ?? 0) + 1)
    known.set(service, node)
    return node
  }
  return {
    of: (service) => known.get(service) ?? (onManager(service) ? nodes[0] : spread(service, nodes)),
    among: (service, some) => {
      if (!known.has(service) && some.length > 0) spread(service, some)
    },
  }
}
