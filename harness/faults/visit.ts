import { now } from '../journal/clock.ts'
import { type FaultContext, openFault } from './fault.ts'
import { defineFault } from './faults.ts'
import { connectionsOf, type Visited } from './leave.ts'

const visitKind = { name: 'visit', colour: '#b45309' }

/** Clients that come in groups, see the beginning of their streams, or lose patience, and leave. */
export interface Crowd {
  readonly name: string
  /** One group comes and goes. Resolves with false when no further group is to come. */
  next(): Promise<boolean>
}

/**
 * Lets a crowd come and go until it is through. Evidence, from the kernel's table of the server: connections in
 * CLOSE_WAIT, more than before.
 */
export async function visit(context: FaultContext, crowd: Crowd, server: Visited): Promise<void> {
  const fault = openFault(context, visitKind, server.name, crowd.name)
  const before = await connectionsOf(server)
  let seen = false
  let lookedAt = now()
  for (let more = true; more; ) {
    more = await crowd.next()
    if (seen) continue
    const { closeWait } = await connectionsOf(server)
    const at = now()
    seen = closeWait > before.closeWait
    if (seen) fault.observed(`${closeWait} connections of ${server.name} in CLOSE_WAIT`, at, at - lookedAt)
    lookedAt = at
  }
  await fault.heal()
}

defineFault(visitKind, 'A crowd of clients comes and goes in groups', {
  visit: (context, crowd, { service }) => visit(context, crowd, service),
})

declare module './faults.ts' {
  interface Faults {
    visit(crowd: Crowd, target: Target): Promise<void>
  }
}
