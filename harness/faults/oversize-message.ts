import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { webSocketFault } from './websocket-fault.ts'

const oversizeMessageKind = { name: 'oversize-message', colour: '#a21caf' }

export interface OversizeMessageOptions {
  /** Of the message, at least 1. It holds spaces. */
  readonly bytes: number
  /** Who seems to send it: the near side `requests`, the far side `answers`. Default requests. */
  readonly direction?: Direction
}

/**
 * After the next message of a WebSocket comes another one that nobody sent, of so many bytes: once on each connection, open or new. A receiver with a limit
 * closes with 1009.
 * Evidence: the connections on which it was sent, counted one by one.
 */
export function oversizeMessage(
  context: FaultContext,
  link: Link,
  { bytes, direction = 'requests' }: OversizeMessageOptions,
): Promise<OpenFault> {
  return webSocketFault(context, oversizeMessageKind, link, {
    direction,
    attributes: { act: 'oversize', size: bytes },
    detail: `a message of ${bytes} bytes comes`,
    counted: ['connections', 'got such a message'],
    whyUnseen: `no message passed ${link.name} after which it could come`,
  })
}

defineFault(
  oversizeMessageKind,
  'Sends a message of many bytes on each WebSocket',
  { oversizeMessage },
  {
    oversizeMessage: {
      on: 'link',
      healing: 'undo',
      parameters: {
        bytes: typed.number('of the message', { example: '2000000', range: [1, 1_000_000_000] }),
        direction: typed.choice('who seems to send it', Object.keys(directions), { value: 'requests' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    oversizeMessage(link: Link, options: OversizeMessageOptions): Promise<OpenFault>
  }
}
