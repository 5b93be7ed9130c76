import type { Link } from '../../runtime/links.ts'
import { listenerIn, rulesScript } from '../../runtime/packets/rules.ts'
import { isCompatible } from '../binomial.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { chance } from './chance.ts'
import { type Directed, directedOf, directionParameter, wordsFor } from './directions.ts'
import { acted, packetFault } from './packet-fault.ts'

const dropPacketsKind: FaultKind = { name: 'drop-packets', colour: '#86198f', needs: 'packets' }

export interface DropPacketsOptions {
  /** Share of packets that are lost, from 0 to 1, in steps of 1/10,000. */
  readonly probability: number
  /** `requests`: what the near side sends; `answers`: what the far side does; `both`, the default. */
  readonly direction?: Directed
}

const seen = 'seen'

/**
 * Each packet between the near side of a link and its proxy is lost by chance, and TCP sends it again. The kernel rolls: a seed does
 * not decide it. Evidence: the share of packets that its rules dropped, where it may well have come about by that probability.
 */
export function dropPackets(
  context: FaultContext,
  link: Link,
  { probability, direction = 'both' }: DropPacketsOptions,
): Promise<OpenFault> {
  return packetFault(context, dropPacketsKind, link, {
    detail: `each packet of ${link.name} is lost ${wordsFor[direction]} with probability ${probability}`,
    script: async (place, proxies) => {
      const matches = directedOf(direction).flatMap((one) =>
        proxies.map(({ listen }) => listenerIn(listen, one)),
      )
      const rules = matches.flatMap((match) => [
        { match, count: seen },
        { match: `${match} ${chance(probability)}`, verdict: 'drop', count: acted },
      ])
      return rulesScript(place, rules)
    },
    prove: (counted) => {
      const [lost, all] = [counted[acted]?.packets ?? 0, counted[seen]?.packets ?? 0]
      return {
        proven: isCompatible(lost, all, probability),
        words: `${lost} of ${all} packets lost, asked for a share of ${probability}`,
      }
    },
  })
}

defineFault(
  dropPacketsKind,
  'Each packet of a link is lost by chance, and TCP sends it again',
  { dropPackets },
  {
    dropPackets: {
      on: 'link',
      healing: 'undo',
      parameters: {
        probability: typed.number('share of packets that are lost', { example: '0.1', range: [0, 1] }),
        direction: directionParameter,
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    dropPackets(link: Link, options: DropPacketsOptions): Promise<OpenFault>
  }
}
