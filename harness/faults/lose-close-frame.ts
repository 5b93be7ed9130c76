import { now } from '../journal/clock.ts'
import type { Link } from '../runtime/links.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'

export const loseCloseFrameKind = { name: 'lose-close-frame', colour: '#0e7490' }

/** What marks the end of what gets through, as bytes in the relay → host direction. */
export interface Farewell {
  /** Text after which everything is swallowed, itself still delivered: the in-band drain message. */
  readonly lastMessage: string
  /** WebSocket close code whose frame, unmasked as servers send it, is swallowed. */
  readonly closeCode: number
}

/** How often the proxy is asked whether the fault has acted: its onset is uncertain by this much. */
const pollMs = 10

/** By the time a scenario asks, the farewell is long past; this only covers a slow answer of the proxy. */
const confirmMs = 500

/**
 * Swallows everything that a link's far side sends after its last message, or from its close frame on, and leaves the
 * connections open: neither close frame, FIN nor RST arrives. Connections without a farewell are not touched.
 * Evidence: the number of connections on which something was swallowed, asked for by `confirm`.
 */
export async function loseCloseFrame(
  context: FaultContext,
  link: Link,
  farewell: Farewell,
): Promise<OpenFault & { confirm(): Promise<void> }> {
  const toxics = [
    { name: 'after_farewell', pattern: hex(farewell.lastMessage), keep: 1 },
    { name: 'close_frame', pattern: closeFramePattern(farewell.closeCode), keep: 0 },
  ]
  const fault = openFault(
    context,
    loseCloseFrameKind,
    link.name,
    `swallow all that follows the farewell on ${link.name}`,
    async () => {
      for (const { name } of toxics) await link.removeToxic(name)
    },
  )
  for (const { name, ...attributes } of toxics)
    await link.addToxic({ name, type: 'swallow_from', stream: 'downstream', attributes })
  return Object.assign(fault, {
    async confirm() {
      const affected = await waitForAffected(link)
      if (affected) fault.observed(`${affected.connections} connections cut off`, affected.at, affected.gapNs)
    },
  })
}

async function waitForAffected(link: Link) {
  const deadline = now() + confirmMs * 1e6
  for (let previous = now(); now() < deadline; previous = now()) {
    await new Promise((resolve) => setTimeout(resolve, pollMs))
    const { toxics } = await link.state()
    const connections = toxics.reduce((sum, { affected }) => sum + (affected?.connections ?? 0), 0)
    if (connections > 0) return { connections, at: now(), gapNs: now() - previous }
  }
  return undefined
}

const hex = (text: string) => Buffer.from(text).toString('hex')

/** 0x88 (final, close), any length below 126, the code in network order: RFC 6455, 5.5.1. */
function closeFramePattern(code: number): string {
  return `88??${code.toString(16).padStart(4, '0')}`
}
