import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'
import { answersProof, perMille } from './share-of-requests.ts'

const closeKeptAliveKind = { name: 'close-kept-alive', colour: '#0e7490' }

export interface CloseKeptAliveOptions {
  /** Share of the further requests that is hit, from 0 to 1. Default 1. */
  readonly share?: number
}

/**
 * A further HTTP request on a connection that was kept alive finds it closed: no answer, and an end in order. So it is when a server closes
 * an idle connection at the moment at which its client sends. First requests of connections pass.
 * Evidence: the requests that met this, counted one by one.
 */
export function closeKeptAlive(
  context: FaultContext,
  link: Link,
  { share = 1 }: CloseKeptAliveOptions = {},
): Promise<OpenFault> {
  return linkFault(
    context,
    closeKeptAliveKind,
    link,
    `connections of ${link.name} are closed at a further request${share < 1 ? `, at a share of ${share}` : ''}`,
    [
      {
        name: 'close_kept_alive',
        type: 'http_close_reused',
        stream: 'upstream',
        attributes: { per_mille: perMille(share) },
      },
    ],
    {
      prove: answersProof('met a closed connection', { share }),
      whyUnseen: `no further request came on a connection of ${link.name}`,
    },
  )
}

defineFault(
  closeKeptAliveKind,
  'Closes kept-alive HTTP connections at the moment of their next request',
  { closeKeptAlive },
  {
    closeKeptAlive: {
      on: 'link',
      healing: 'undo',
      parameters: { share: typed.number('share of the further requests', { value: '1', range: [0, 1] }) },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    closeKeptAlive(link: Link, options?: CloseKeptAliveOptions): Promise<OpenFault>
  }
}
