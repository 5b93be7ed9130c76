import type { Link } from '../runtime/links.ts'
import { typed } from './by-hand.ts'
import { type Direction, directions } from './directions.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { webSocketFault } from './websocket-fault.ts'

const fragmentMessagesKind = { name: 'fragment-messages', colour: '#0f766e' }

export interface FragmentMessagesOptions {
  /** Of a piece, at least 1. */
  readonly bytes: number
  /** Whose messages: the near side sends `requests`, the far side `answers`. Default both. */
  readonly direction?: Direction
}

/**
 * Messages of WebSockets arrive in frames of at most so many bytes, as the protocol allows, on open connections as on new ones. What they say is the
 * same: a program that takes a frame for a message fails.
 * Evidence: the messages, or frames of them, that were cut, counted one by one.
 */
export function fragmentMessages(
  context: FaultContext,
  link: Link,
  { bytes, direction = 'both' }: FragmentMessagesOptions,
): Promise<OpenFault> {
  return webSocketFault(context, fragmentMessagesKind, link, {
    direction,
    attributes: { act: 'fragment', size: bytes },
    detail: `messages arrive in frames of ${bytes} bytes`,
    counted: ['long messages', 'were cut into frames'],
    whyUnseen: `no message of more than ${bytes} bytes passed ${link.name}`,
  })
}

defineFault(
  fragmentMessagesKind,
  'Cuts messages of WebSockets into small frames',
  { fragmentMessages },
  {
    fragmentMessages: {
      on: 'link',
      healing: 'undo',
      parameters: {
        bytes: typed.number('of a piece', { example: '16', range: [1, 1_000_000] }),
        direction: typed.choice('whose messages', Object.keys(directions), { value: 'both' }),
      },
    },
  },
)

declare module './faults.ts' {
  interface Faults {
    fragmentMessages(link: Link, options: FragmentMessagesOptions): Promise<OpenFault>
  }
}
