import type { Link } from '../../runtime/links.ts'
import { newFlowsTo, rulesScript } from '../../runtime/packets/rules.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { chance } from './chance.ts'
import { acted, packetFault } from './packet-fault.ts'

const dropSynsKind: FaultKind = { name: 'drop-syns', colour: '#581c87', needs: 'packets' }

export interface DropSynsOptions {
  /** Share of SYNs that are lost, from 0 to 1. Default 1. */
  readonly probability?: number
}

/**
 * The first packet (SYN) of a new connection is lost, so that the dial hangs and TCP tries again after 1, 2, 4 … s; open
 * connections are not touched. Evidence: the SYNs that the kernel's rules dropped.
 */
export function dropSyns(
  context: FaultContext,
  link: Link,
  { probability = 1 }: DropSynsOptions = {},
): Promise<OpenFault> {
  return packetFault(context, dropSynsKind, link, {
    detail: `SYNs to ${link.name} are lost with probability ${probability}`,
    script: async (place, proxies) =>
      rulesScript(
        place,
        proxies.map(({ listen }) => ({
          match: `${newFlowsTo(listen)} ${chance(probability)}`,
          verdict: 'drop',
          count: acted,
        })),
      ),
  })
}

defineFault(
  dropSynsKind,
  'The first packet of new connections is lost: dials hang; open ones are not touched',
  { dropSyns },
  {
    dropSyns: {
      on: 'link',
      healing: 'undo',
      parameters: {
        probability: typed.number('share of SYNs that are lost', { value: '1', range: [0, 1] }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    dropSyns(link: Link, options?: DropSynsOptions): Promise<OpenFault>
  }
}
