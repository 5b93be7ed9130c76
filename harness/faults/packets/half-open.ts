import type { Link } from '../../runtime/links.ts'
import { flowSets, flowsIn, flowsInto, rulesScript } from '../../runtime/packets/rules.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { type Directed, directedOf, directionParameter, wordsFor } from './directions.ts'
import { acted, packetFault } from './packet-fault.ts'

const halfOpenKind: FaultKind = { name: 'half-open', colour: '#155e75', needs: 'packets' }

export interface HalfOpenOptions {
  /** Default both; one alone makes the flows one-way. */
  readonly direction?: Directed
}

/**
 * Every packet of the flows that are open now vanishes, and TCP stays established at both ends: no FIN, no RST, nothing is acknowledged.
 * New flows are not touched, as when a middle box has lost its table. Evidence: the packets that the kernel's rules dropped.
 */
export function halfOpen(
  context: FaultContext,
  link: Link,
  { direction = 'both' }: HalfOpenOptions = {},
): Promise<OpenFault> {
  const directed = directedOf(direction)
  return packetFault(context, halfOpenKind, link, {
    detail: `packets of the open flows of ${link.name} vanish ${wordsFor[direction]}`,
    script: async (place, proxies) => {
      const flows = (await Promise.all(proxies.map((proxy) => proxy.flows()))).flat()
      const rules = directed.map((one) => ({ match: flowsIn(one), verdict: 'drop', count: acted }))
      return [...flowSets(directed), ...flowsInto(flows, directed), ...rulesScript(place, rules)]
    },
  })
}

defineFault(
  halfOpenKind,
  'Packets of the flows that are open vanish, and TCP stays established; new flows are not touched',
  { halfOpen },
  { halfOpen: { on: 'link', healing: 'undo', parameters: { direction: directionParameter } } },
)

declare module '../faults.ts' {
  interface Faults {
    halfOpen(link: Link, options?: HalfOpenOptions): Promise<OpenFault>
  }
}
