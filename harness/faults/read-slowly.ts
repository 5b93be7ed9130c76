import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../journal/clock.ts'
import type { SocketTable } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'
import { defineFault } from './faults.ts'

const readSlowlyKind = { name: 'read-slowly', colour: '#a16207' }

/** Clients that take less than they are sent. */
export interface SlowReaders {
  readonly name: string
  readonly count: number
  begin(): Promise<void>
  leave(): void
}

const seenWithinMs = 5_000
const pollMs = 50

/** Nothing moves for so long only where those who should take do not. */
const stuckMs = 1_000

/**
 * Clients ask for more than they take, until it is healed: then they leave. Evidence, from the kernel's table of the
 * server: at two looks in a row, connections with bytes that the other side has not taken, at least half as many as there are readers. A server that
 * serves its readers in turn may have fewer of them: then that nobody took a byte of theirs for a second.
 */
export async function readSlowly(
  context: FaultContext,
  readers: SlowReaders,
  server: { readonly name: string; sockets(): Promise<Pick<SocketTable, 'unsent' | 'unsentBytes'>> },
): Promise<OpenFault> {
  const { name, count } = readers
  const fault = openFault(context, readSlowlyKind, server.name, `${count} ${name}`, async () =>
    readers.leave(),
  )
  await readers.begin()
  const from = now()
  let before = { unsent: 0, unsentBytes: 0, since: from }
  for (const limit = from + seenWithinMs * 1e6; now() < limit; await sleep(pollMs)) {
    const { unsent, unsentBytes } = await server.sockets()
    const since = unsentBytes === before.unsentBytes ? before.since : now()
    const stuck = unsent > 0 && now() - since >= stuckMs * 1e6
    if (Math.min(unsent, before.unsent) >= count / 2 || stuck) {
      const what = `${unsent} connections of ${server.name} with bytes that nobody takes`
      fault.observed(stuck ? `${what} for a second` : what, now(), now() - from)
      break
    }
    before = { unsent, unsentBytes, since }
  }
  return fault
}

defineFault(readSlowlyKind, 'Clients ask for more than they take', {
  readSlowly: (context, readers, { service }) => readSlowly(context, readers, service),
})

declare module './faults.ts' {
  interface Faults {
    readSlowly(readers: SlowReaders, target: Target): Promise<OpenFault>
  }
}
