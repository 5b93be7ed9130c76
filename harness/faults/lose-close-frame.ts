import type { Link } from '../runtime/links.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'

const loseCloseFrameKind = { name: 'lose-close-frame', colour: '#0e7490' }

/** What marks the end of what gets through, as bytes in the relay → host direction. */
export interface Farewell {
  /** Text after which everything is swallowed, itself still delivered: the in-band drain message. */
  readonly lastMessage: string
  /** WebSocket close code whose frame, unmasked as servers send it, is swallowed. */
  readonly closeCode: number
}

/**
 * Swallows everything that a link's far side sends after its last message, or from its close frame on, and leaves the
 * connections open: neither close frame, FIN nor RST arrives. Connections without a farewell are not touched.
 * Evidence: the connections that the proxy counts as affected.
 */
export function loseCloseFrame(context: FaultContext, link: Link, farewell: Farewell): Promise<OpenFault> {
  const toxics = [
    { name: 'after_farewell', pattern: hex(farewell.lastMessage), keep: 1 },
    { name: 'close_frame', pattern: closeFramePattern(farewell.closeCode), keep: 0 },
  ]
  return linkFault(
    context,
    loseCloseFrameKind,
    link,
    `swallow all that follows the farewell on ${link.name}`,
    toxics.map(({ name, ...attributes }) => ({
      name,
      type: 'swallow_from',
      stream: 'downstream',
      attributes,
    })),
    {
      whyUnseen: `the far side of ${link.name} never sent its farewell: neither ${farewell.lastMessage} nor a close frame with ${farewell.closeCode} passed`,
    },
  )
}

const hex = (text: string) => Buffer.from(text).toString('hex')

/** 0x88 (final, close), any length below 126, the code in network order: RFC 6455, 5.5.1. */
function closeFramePattern(code: number): string {
  return `88??${code.toString(16).padStart(4, '0')}`
}

defineFault(
  loseCloseFrameKind,
  'Swallows all that follows the last message or the close frame, and leaves the connections open',
  {
    loseCloseFrame,
  },
)

declare module './faults.ts' {
  interface Faults {
    loseCloseFrame(link: Link, farewell: Farewell): Promise<OpenFault>
  }
}
