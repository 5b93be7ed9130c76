import type { Link, LinkProxy } from '../../runtime/links.ts'
import type { NetworkPlace } from '../../runtime/packets/network-place.ts'
import {
  type Direction,
  flowSets,
  flowsIn,
  flowsInto,
  listenerIn,
  rulesScript,
} from '../../runtime/packets/rules.ts'
import type { FaultContext, FaultKind, OpenFault } from '../fault.ts'
import { defineFault } from '../faults.ts'
import { type Directed, directedOf, directionParameter, wordsFor } from './directions.ts'
import { acted, packetFault } from './packet-fault.ts'

const partitionKind: FaultKind = { name: 'partition', colour: '#9f1239', needs: 'packets' }

export interface PartitionOptions {
  /** `requests`: what the near side sends; `answers`: what the far side does; `both`, the default. */
  readonly direction?: Directed
}

/**
 * Every packet between the two services of a link vanishes, of open flows and of new ones: nobody is refused, nothing is acknowledged.
 * Healed, TCP goes on where it was. Evidence: the packets that the kernel's rules dropped.
 */
export function partition(
  context: FaultContext,
  link: Link,
  { direction = 'both' }: PartitionOptions = {},
): Promise<OpenFault> {
  const directed = directedOf(direction)
  return packetFault(context, partitionKind, link, {
    detail: `packets of ${link.name} vanish ${wordsFor[direction]}`,
    script: (place, proxies) => rulesOf(place, proxies, directed),
    // Asked for once no new flow can come about, so that none is missed.
    next: async (_, proxies) => flowsInto(await dialledBy(proxies), directed),
  })
}

async function rulesOf(place: NetworkPlace, proxies: readonly LinkProxy[], directed: readonly Direction[]) {
  const drop = (match: string) => ({ match, verdict: 'drop', count: acted })
  const near = directed.flatMap((one) => proxies.map(({ listen }) => drop(listenerIn(listen, one))))
  const far = directed.map((one) => drop(flowsIn(one)))
  return [...flowSets(directed), ...rulesScript(place, [...near, ...far])]
}

const dialledBy = async (proxies: readonly LinkProxy[]) =>
  (await Promise.all(proxies.map((proxy) => proxy.flows()))).flat().filter(({ side }) => side === 'dialled')

defineFault(
  partitionKind,
  'Every packet between the two services of a link vanishes, both ways or one way',
  { partition },
  { partition: { on: 'link', healing: 'undo', parameters: { direction: directionParameter } } },
)

declare module '../faults.ts' {
  interface Faults {
    partition(link: Link, options?: PartitionOptions): Promise<OpenFault>
  }
}
