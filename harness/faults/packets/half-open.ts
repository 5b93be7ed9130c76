import type { Link } from '../../runtime/links.ts'
import { liftIcmpLimit } from '../../runtime/packets/icmp-limit.ts'
import {
  flowSets,
  flowsIn,
  flowsInto,
  newFlowsTo,
  rulesScript,
  unreachable,
} from '../../runtime/packets/rules.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { type Directed, directedOf, directionParameter, wordsFor } from './directions.ts'
import { acted, packetFault } from './packet-fault.ts'

const halfOpenKind: FaultKind = { name: 'half-open', colour: '#155e75', needs: 'packets' }

export interface HalfOpenOptions {
  /** `requests`: what the near side sends; `answers`: what the far side does; `both`, the default. */
  readonly direction?: Directed
  /** What becomes of new flows. Default `pass`; `refused`: by ICMP host unreachable, as by a router that has lost the route. */
  readonly newFlows?: 'pass' | 'refused'
}

const refused = { verdict: unreachable, count: acted }

/**
 * Every packet of the flows that are open now vanishes, and TCP stays established at both ends: no FIN, no RST, nothing is acknowledged.
 * New flows pass, as when a middle box has lost its table, unless they are to be refused. Evidence: the packets that the kernel's
 * rules dropped or refused.
 */
export function halfOpen(
  context: FaultContext,
  link: Link,
  { direction = 'both', newFlows = 'pass' }: HalfOpenOptions = {},
): Promise<OpenFault> {
  const directed = directedOf(direction)
  return packetFault(context, halfOpenKind, link, {
    detail: `packets of the open flows of ${link.name} vanish ${wordsFor[direction]}${newFlows === 'refused' ? '; new ones are refused' : ''}`,
    script: async (place, proxies) => {
      if (newFlows === 'refused') await liftIcmpLimit(place)
      const flows = (await Promise.all(proxies.map((proxy) => proxy.flows()))).flat()
      const dropped = directed.map((one) => ({ match: flowsIn(one), verdict: 'drop', count: acted }))
      const dials =
        newFlows === 'refused' ? proxies.map(({ listen }) => ({ match: newFlowsTo(listen), ...refused })) : []
      return [
        ...flowSets(directed),
        ...flowsInto(flows, directed),
        ...rulesScript(place, [...dropped, ...dials]),
      ]
    },
  })
}

defineFault(
  halfOpenKind,
  'Packets of the flows that are open vanish, and TCP stays established at both ends',
  { halfOpen },
  {
    halfOpen: {
      on: 'link',
      healing: 'undo',
      parameters: {
        direction: directionParameter,
        newFlows: typed.choice('what becomes of new flows', ['pass', 'refused'], { value: 'pass' }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    halfOpen(link: Link, options?: HalfOpenOptions): Promise<OpenFault>
  }
}
