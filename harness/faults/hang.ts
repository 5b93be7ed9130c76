import type { Link } from '../runtime/links.ts'
import type { FaultContext, OpenFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { linkFault } from './link-fault.ts'

const hangKind = { name: 'hang', colour: '#334155' }

/**
 * The far end of a link never answers any more: open and new connections stay established and everything
 * in both directions is swallowed. Healing closes the connections that it took hold of.
 * Evidence: the connections that the proxy counts as affected.
 */
export function hang(context: FaultContext, link: Link): Promise<OpenFault> {
  return linkFault(
    context,
    hangKind,
    link,
    `everything on ${link.name} is swallowed`,
    (['upstream', 'downstream'] as const).map((stream) => ({
      name: `hang_${stream}`,
      type: 'hang',
      stream,
      attributes: {},
    })),
  )
}

defineFault(
  hangKind,
  'Swallows everything on a link both ways; its connections stay established',
  {
    hang,
  },
  { hang: { on: 'link', healing: 'undo' } },
)

declare module './faults.ts' {
  interface Faults {
    hang(link: Link): Promise<OpenFault>
  }
}
