import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { webSocketFault } from './websocket-fault.ts'

const closeWebSocketsKind = { name: 'close-websockets', colour: '#be185d' }

export interface CloseWebSocketsOptions {
  /** WebSocket close code. Default 1001, as of a server that is going away. */
  readonly code?: number
  /** Who seems to close: the near side `requests`, the far side `answers`. Default answers. */
  readonly direction?: Direction
}

/**
 * After its next message a WebSocket is closed with a code that nobody sent, on open connections as on new ones, and its connection ends.
 * Evidence: the connections that were closed so, counted one by one.
 */
export function closeWebSockets(
  context: FaultContext,
  link: Link,
  { code = 1_001, direction = 'answers' }: CloseWebSocketsOptions = {},
): Promise<OpenFault> {
  return webSocketFault(context, closeWebSocketsKind, link, {
    direction,
    attributes: { act: 'close', code },
    detail: `WebSockets are closed with ${code}`,
    counted: ['connections', 'were closed so'],
    whyUnseen: `no message passed ${link.name} after which it could close`,
  })
}

defineFault(
  closeWebSocketsKind,
  'Closes WebSockets with a code after their next message',
  { closeWebSockets },
  {
    closeWebSockets: {
      on: 'link',
      healing: 'undo',
      parameters: {
        code: typed.number('close code', { value: '1001', range: [1_000, 4_999] }),
        direction: typed.choice('who seems to close', Object.keys(directions), { value: 'answers' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    closeWebSockets(link: Link, options?: CloseWebSocketsOptions): Promise<OpenFault>
  }
}
