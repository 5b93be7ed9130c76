import type { Link } from '../../runtime/links.ts'
import { liftIcmpLimit } from '../../runtime/packets/icmp-limit.ts'
import { newFlowsTo, rulesScript } from '../../runtime/packets/rules.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { acted, packetFault } from './packet-fault.ts'

const refuseKind: FaultKind = { name: 'refuse', colour: '#a21caf', needs: 'packets' }

/** What a dial is answered with, in nft's words. */
const answers = {
  reset: 'reject with tcp reset',
  'host-unreachable': 'reject with icmp type host-unreachable',
  'admin-prohibited': 'reject with icmp type admin-prohibited',
} as const

export interface RefuseOptions {
  /** Default `reset`, as of a port at which nobody listens; the others are ICMP messages, as of a router or a firewall. */
  readonly by?: keyof typeof answers
}

/**
 * New connections of a link are refused by an RST or an ICMP message; open ones are not touched. A dial fails at once with
 * ECONNREFUSED, or EHOSTUNREACH for both ICMP messages. Evidence: the SYNs that the kernel's rules answered.
 */
export function refuse(
  context: FaultContext,
  link: Link,
  { by = 'reset' }: RefuseOptions = {},
): Promise<OpenFault> {
  return packetFault(context, refuseKind, link, {
    detail: `new connections of ${link.name} are refused by ${by}`,
    script: async (place, proxies) => {
      if (by !== 'reset') await liftIcmpLimit(place)
      return rulesScript(
        place,
        proxies.map(({ listen }) => ({ match: newFlowsTo(listen), verdict: answers[by], count: acted })),
      )
    },
  })
}

defineFault(
  refuseKind,
  'New connections are refused by an RST or an ICMP message; open ones are not touched',
  { refuse },
  {
    refuse: {
      on: 'link',
      healing: 'undo',
      parameters: {
        by: typed.choice('what a dial is answered with', Object.keys(answers), { value: 'reset' }),
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    refuse(link: Link, options?: RefuseOptions): Promise<OpenFault>
  }
}
