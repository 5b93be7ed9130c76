import type { Link } from '../runtime/links.ts'
import { isCompatible } from './binomial.ts'
import { typed } from './by-hand.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'

const loseNewFlowsKind = { name: 'lose-new-flows', colour: '#7e22ce' }

export interface LoseNewFlowsOptions {
  /** Share of new connections that it hits, from 0 to 1. */
  readonly probability: number
}

/**
 * A new connection is established and then, by a seeded roll, everything on it is lost both ways, as behind a NAT that is slow
 * to set up a session. Connections that are open are not touched. Healing closes the connections that it took hold of.
 * Evidence: their share of all new connections, where it may well have come about by that probability.
 */
export function loseNewFlows(
  context: FaultContext,
  link: Link,
  { probability }: LoseNewFlowsOptions,
): Promise<OpenFault> {
  const detail = `each new connection of ${link.name} stalls with probability ${probability}`
  return linkFault(
    context,
    loseNewFlowsKind,
    link,
    detail,
    [
      {
        name: 'lose_new_flows',
        type: 'blackhole',
        stream: 'upstream',
        attributes: {},
        toxicity: probability,
      },
    ],
    {
      prove: ({ connections, toxics }) => {
        const accepted = toxics.reduce((sum, { measured }) => sum + (measured?.accepted ?? 0), 0)
        return {
          proven: isCompatible(connections, accepted, probability),
          words: `${connections} of ${accepted} new connections affected, asked for a share of ${probability}`,
        }
      },
    },
  )
}

defineFault(
  loseNewFlowsKind,
  'New connections are established and then lose everything, by a seeded roll',
  {
    loseNewFlows,
  },
  {
    loseNewFlows: {
      on: 'link',
      healing: 'undo',
      parameters: {
        probability: typed.number('share of new connections that it hits', { example: '0.5', range: [0, 1] }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    loseNewFlows(link: Link, options: LoseNewFlowsOptions): Promise<OpenFault>
  }
}
