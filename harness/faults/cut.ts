import { connect } from 'node:net'
import { now } from '../journal/clock.ts'
import type { Link } from '../runtime/links.ts'
import type { Address } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const cutKind = { name: 'cut', colour: '#b91c1c' }

/**
 * Closes every connection of a link (FIN) and refuses new ones until it is healed.
 * Evidence: the connections that were open and are gone, or else dials of our own, one for each proxy of the link, that were refused.
 */
export async function cut(context: FaultContext, link: Link): Promise<OpenFault> {
  const fault = openFault(context, cutKind, link.name, `${link.name} refuses`, () => link.enable())
  const before = (await link.state()).connections ?? 0
  const from = now()
  await link.disable()
  const after = (await link.state()).connections ?? 0
  if (before > after) fault.observed(`${before - after} connections closed`, from, now() - from)
  else if ((await Promise.all((link.reachAll ?? [link.reach]).map(isRefused))).every(Boolean))
    fault.observed('a dial was refused', now(), now() - from)
  return fault
}

/** Loopback and container networks answer a dial in well under a millisecond. */
const dialMs = 500

function isRefused(reach: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...reach, timeout: dialMs })
    const settle = (refused: boolean) => {
      socket.destroy()
      resolve(refused)
    }
    socket.on('connect', () => settle(false))
    socket.on('timeout', () => settle(false))
    // Behind a published port the engine's own proxy accepts and closes: that is no refusal, so no evidence.
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code === 'ECONNREFUSED'))
  })
}

defineFault(
  cutKind,
  'Closes every connection of a link (FIN) and refuses new ones',
  {
    cut,
  },
  { cut: { on: 'link', healing: 'undo' } },
)

declare module './faults.ts' {
  interface Faults {
    cut(link: Link): Promise<OpenFault>
  }
}
