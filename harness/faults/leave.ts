import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../journal/clock.ts'
import type { SocketTable } from '../runtime/runtime.ts'
import { type FaultContext, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const leaveKind = { name: 'leave', colour: '#b45309' }

/** Clients with an open stream. */
export interface Visitors {
  readonly name: string
  readonly count: number
  leave(): void
}

/** The server that they are connected to, however many proxies are in between. */
export interface Visited {
  readonly name: string
  sockets(): Promise<Pick<SocketTable, 'states'>>
}

/** A FIN passes two proxies of this machine in milliseconds; longer than this it was lost. */
const seenWithinMs = 2_000
const pollMs = 50

/**
 * Clients go away in the middle of their streams, as crawlers and closed windows do.
 * Evidence, from the kernel's table of the server: at least half as many connections as clients left are no longer established. Their
 * peer has closed them (CLOSE_WAIT), or the server did so at once.
 * @returns the moment (ns) before which none had left
 */
export async function leave(context: FaultContext, visitors: Visitors, server: Visited): Promise<number> {
  const { name, count } = visitors
  const fault = openFault(
    context,
    leaveKind,
    server.name,
    `${count} ${name} leave in the middle of their streams`,
  )
  const before = await connectionsOf(server)
  const at = now()
  visitors.leave()
  const limit = at + seenWithinMs * 1e6
  for (let lookedAt = at; lookedAt < limit; ) {
    const { closeWait, established } = await connectionsOf(server)
    const seenAt = now()
    const half = closeWait - before.closeWait
    const gone = before.established - established
    if (gone >= count / 2) {
      fault.observed(
        `${half} more connections of ${server.name} in CLOSE_WAIT, ${gone} fewer established`,
        seenAt,
        seenAt - lookedAt,
      )
      break
    }
    lookedAt = seenAt
    await sleep(pollMs)
  }
  await fault.heal()
  return at
}

/** Connections of a server as the kernel has them now. */
export async function connectionsOf(server: Visited) {
  const { states } = await server.sockets()
  return { closeWait: states.CLOSE_WAIT ?? 0, established: states.ESTABLISHED ?? 0 }
}

defineFault(leaveKind, 'Clients go away in the middle of their streams', {
  leave: (context, visitors, { service }) => leave(context, visitors, service),
})

declare module './faults.ts' {
  interface Faults {
    leave(visitors: Visitors, target: Target): Promise<number>
  }
}
