import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'

const turnAwayKind = { name: 'turn-away', colour: '#c026d3' }

export interface TurnAwayOptions {
  /** WebSocket close code. Default 1001, as of a server that is going away. */
  readonly code?: number
}

/**
 * Each new WebSocket of a link is closed with a code right after its handshake, as by a server that is too busy; those that are open go on.
 * The far side takes it for a client that left. Evidence: the handshakes that the proxy answered with a close frame.
 */
export function turnAway(
  context: FaultContext,
  link: Link,
  { code = 1_001 }: TurnAwayOptions = {},
): Promise<OpenFault> {
  return linkFault(
    context,
    turnAwayKind,
    link,
    `each new WebSocket on ${link.name} is closed with ${code}`,
    [{ name: 'turn_away', type: 'close_websocket', stream: 'downstream', attributes: { code } }],
    { whyUnseen: `nobody opened a WebSocket on ${link.name}` },
  )
}

defineFault(
  turnAwayKind,
  'Closes each new WebSocket with a code, as a server that is too busy',
  { turnAway },
  {
    turnAway: {
      on: 'link',
      healing: 'undo',
      parameters: { code: typed.number('close code', { value: '1001', range: [1_000, 4_999] }) },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    turnAway(link: Link, options?: TurnAwayOptions): Promise<OpenFault>
  }
}
