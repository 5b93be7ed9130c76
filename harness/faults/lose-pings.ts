import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { webSocketFault } from './websocket-fault.ts'

const losePingsKind = { name: 'lose-pings', colour: '#4338ca' }

export interface LosePingsOptions {
  /** Whose pings: the near side sends `requests`, the far side `answers`. Default both. */
  readonly direction?: Direction
}

/**
 * Pings of the WebSocket protocol (opcode 9) are lost on a link, on open connections as on new ones; messages go on. A ping that is a message of a
 * program's own is none of the protocol.
 * Evidence: the pings that the proxy swallowed, counted one by one.
 */
export function losePings(
  context: FaultContext,
  link: Link,
  { direction = 'both' }: LosePingsOptions = {},
): Promise<OpenFault> {
  return webSocketFault(context, losePingsKind, link, {
    direction,
    attributes: { act: 'lose_pings' },
    detail: 'pings are lost',
    counted: ['pings', 'were lost'],
    whyUnseen: `no ping of the WebSocket protocol passed ${link.name}`,
  })
}

defineFault(
  losePingsKind,
  'Loses pings of the WebSocket protocol; messages go on',
  { losePings },
  {
    losePings: {
      on: 'link',
      healing: 'undo',
      parameters: {
        direction: typed.choice('whose pings', Object.keys(directions), { value: 'both' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    losePings(link: Link, options?: LosePingsOptions): Promise<OpenFault>
  }
}
