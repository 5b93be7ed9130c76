import { NS_PER_MS, now } from '../journal/clock.ts'
import type { Link } from '../runtime/links.ts'
import { type FaultContext, openFault } from './fault.ts'

let count = 0

export const resetKind = { name: 'reset', colour: '#7c3aed' }

/** Some may end by themselves, or be closing already, between the count and the reset. */
const asGoodAsAll = 0.9

/**
 * The toxic may be there so long, real ms, and hit what was dialled meanwhile. A client decides on a longer delay: the shortest that a system
 * declares is half of a base of 1 s, at a tenth. (Seen: a harness that stood still for 124 ms had every redial reset, too.)
 */
const windowMs = 50

/**
 * Resets (RST) every connection that is open on a link at this moment, on the side of the one that dialled.
 * The toxic acts on all of them while it is added, and is removed at once, so that redials are not hit.
 * Evidence: the number of connections that the proxies of the link reset, all of them together, which must be those that were open.
 * @returns the moment (ns) before which nothing was reset
 */
export async function reset(context: FaultContext, link: Link): Promise<number> {
  // A name of its own: what an earlier reset of the link did is no evidence of this one.
  const toxic = `reset_now_${++count}`
  const fault = openFault(context, resetKind, link.name, `RST to every connection of ${link.name}`, () =>
    link.removeToxic(toxic),
  )
  const { connections: open = 0 } = await link.state()
  const before = now()
  await link.addToxic({ name: toxic, type: 'reset_peer', stream: 'downstream', attributes: { timeout: 0 } })
  const after = now()
  await link.removeToxic(toxic)
  const tookMs = (now() - before) / NS_PER_MS
  const removed = (await link.state()).removed ?? []
  const connections = removed
    .filter(({ name }) => name === toxic)
    .reduce((sum, { affected }) => sum + (affected?.connections ?? 0), 0)
  if (connections > open && tookMs > windowMs)
    fault.unproven(
      `${connections} connections were reset, ${open} were open: the harness took ${Math.round(tookMs)} ms, and what was dialled meanwhile was hit, too`,
    )
  else if (connections > 0 && connections >= open * asGoodAsAll)
    fault.observed(`${connections} connections reset`, before, after - before, { connections })
  else fault.unproven(`${connections} of ${open} open connections were reset`)
  await fault.heal()
  return before
}
