import { now } from '../journal/clock.ts'
import type { Link } from '../runtime/links.ts'
import { type FaultContext, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const resetKind = { name: 'reset', colour: '#7c3aed' }

/** Some may end by themselves, or be closing already, between the count and the reset. */
const asGoodAsAll = 0.9

/**
 * Resets (RST) every connection that is open on a link at this moment, on both sides.
 * The proxies do it in one step each, so that redials are not hit, even on a busy machine.
 * Evidence: the number of connections that the proxies of the link reset, all of them together, which must be those that were open.
 * @returns the moment (ns) before which nothing was reset
 */
export async function reset(context: FaultContext, link: Link): Promise<number> {
  const fault = openFault(
    context,
    resetKind,
    link.name,
    `RST to every connection of ${link.name}`,
    async () => {},
  )
  const { connections: open = 0 } = await link.state()
  const before = now()
  const connections = await link.reset()
  const after = now()
  if (connections > 0 && connections >= open * asGoodAsAll)
    fault.observed(`${connections} connections reset`, before, after - before, { connections })
  else fault.unproven(`${connections} of ${open} open connections were reset`)
  await fault.heal()
  return before
}

defineFault(
  resetKind,
  'Resets (RST) every connection that is open on a link, on both sides',
  {
    reset,
  },
  { reset: { on: 'link', healing: 'none' } },
)

declare module './faults.ts' {
  interface Faults {
    reset(link: Link): Promise<number>
  }
}
