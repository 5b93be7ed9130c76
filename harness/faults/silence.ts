import type { Link } from '../runtime/links.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'

const silenceKind = { name: 'silence', colour: '#0f766e' }

/**
 * What the far side sends on the connections that are open now never arrives, and they stay established: no FIN, no RST.
 * New connections are not touched, as when a middle box has lost its table. Evidence: the bytes that the proxy swallowed.
 */
export async function silence(context: FaultContext, link: Link): Promise<OpenFault> {
  const { connections: open = 0 } = await link.state()
  return linkFault(
    context,
    silenceKind,
    link,
    `open connections of ${link.name} fall silent`,
    [{ name: 'silence', type: 'silence', stream: 'downstream', attributes: {} }],
    {
      prove: ({ connections, bytes }) => ({
        proven: bytes > 0,
        words: `${connections} of ${open} open connections affected, ${bytes} bytes swallowed`,
      }),
    },
  )
}

defineFault(
  silenceKind,
  'Swallows what the far side sends on the connections that are open; new ones are not touched',
  {
    silence,
  },
  { silence: { on: 'link', healing: 'undo' } },
)

declare module './faults.ts' {
  interface Faults {
    silence(link: Link): Promise<OpenFault>
  }
}
