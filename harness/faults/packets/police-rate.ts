import { UsageError } from '../../errors.ts'
import type { Link } from '../../runtime/links.ts'
import { listenerIn, rulesScript } from '../../runtime/packets/rules.ts'
import { typed } from '../by-hand.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { type Directed, directedOf, directionParameter, wordsFor } from './directions.ts'
import { acted, packetFault } from './packet-fault.ts'

const policeRateKind: FaultKind = { name: 'police-rate', colour: '#7c2d12', needs: 'packets' }

export interface PoliceRateOptions {
  /** Most that passes each way, kB (1,024 bytes) per second of real time, headers included. From 10 to 1,000,000. */
  readonly rate: number
  /** `requests`: what the near side sends; `answers`: what the far side does; `both`, the default. */
  readonly direction?: Directed
}

/** Loopback has packets of up to 64 kB: with a burst smaller than one, nothing would ever pass. */
const burstKb = 64

/**
 * What a link carries above a rate is lost, as a provider's policer does it, and TCP slows down. After a pause what a second may carry
 * passes at once. The rate is an upper limit: TCP gets less out of it, above 500 kB/s about half. Evidence: the packets that the kernel's rules dropped.
 */
export function policeRate(
  context: FaultContext,
  link: Link,
  { rate, direction = 'both' }: PoliceRateOptions,
): Promise<OpenFault> {
  if (!(Number.isInteger(rate) && rate >= 10 && rate <= 1_000_000))
    throw new UsageError(`rate ${rate}: it is a whole number of kB/s from 10 to 1000000`)
  return packetFault(context, policeRateKind, link, {
    detail: `at most ${rate} kB/s pass ${link.name} ${wordsFor[direction]}`,
    script: async (place, proxies) => {
      const matches = directedOf(direction).flatMap((one) =>
        proxies.map(({ listen }) => listenerIn(listen, one)),
      )
      const over = `limit rate over ${rate} kbytes/second burst ${burstKb} kbytes`
      return rulesScript(
        place,
        matches.map((match) => ({ match: `${match} ${over}`, verdict: 'drop', count: acted })),
      )
    },
  })
}

defineFault(
  policeRateKind,
  'What a link carries above a rate is lost, and TCP slows down',
  { policeRate },
  {
    policeRate: {
      on: 'link',
      healing: 'undo',
      parameters: {
        rate: typed.number('most that passes each way, kB/s', { example: '100', range: [10, 1_000_000] }),
        direction: directionParameter,
      },
    },
  },
)

declare module '../faults.ts' {
  interface Faults {
    policeRate(link: Link, options: PoliceRateOptions): Promise<OpenFault>
  }
}
