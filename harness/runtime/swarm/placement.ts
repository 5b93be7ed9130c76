import { isProxy } from '../links.ts'

/** What all others talk through or keep their state in stays in one place, beside the harness; so does what plays the clients and hosts of a system. */
const onManager = (service: string) =>
  isProxy(service) || /^((redis|db|postgres|sentinel|edge|tls-edge).*|hosts)$/.test(service)

/**
 * Spreads services over nodes: proxies and stores on the manager, the others over all nodes in the order in which they are first asked for.
 * @param nodes the manager first
 * @returns the node of a service: the same each time
 */
export function placement<Node>(nodes: readonly [Node, ...Node[]]): (service: string) => Node {
  const known = new Map<string, Node>()
  // The last node first: the manager has the proxies.
  let next = nodes.length - 1
  return (service) => {
    const found = known.get(service) ?? (onManager(service) ? nodes[0] : nodes[next--]!)
    if (next < 0) next = nodes.length - 1
    known.set(service, found)
    return found
  }
}
