import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../journal/clock.ts'
import type { SocketTable } from '../runtime/runtime.ts'
import { type FaultContext, type OpenFault, openFault } from './fault.ts'

export const readSlowlyKind = { name: 'read-slowly', colour: '#a16207' }

/** Clients that take less than they are sent. */
export interface SlowReaders {
  readonly name: string
  readonly count: number
  begin(): Promise<void>
  leave(): void
}

const seenWithinMs = 5_000
const pollMs = 50

/**
 * Clients ask for more than they take, until it is healed: then they leave. Evidence, from the kernel's table of the
 * server: at two looks in a row, connections with bytes that the other side has not taken, at least half as many as there are readers.
 */
export async function readSlowly(
  context: FaultContext,
  readers: SlowReaders,
  server: { readonly name: string; sockets(): Promise<Pick<SocketTable, 'unsent'>> },
): Promise<OpenFault> {
  const { name, count } = readers
  const fault = openFault(context, readSlowlyKind, server.name, `${count} ${name}`, async () =>
    readers.leave(),
  )
  await readers.begin()
  const from = now()
  let before = 0
  for (const limit = from + seenWithinMs * 1e6; now() < limit; await sleep(pollMs)) {
    const { unsent } = await server.sockets()
    if (Math.min(unsent, before) >= count / 2) {
      fault.observed(
        `${unsent} connections of ${server.name} with bytes that nobody takes`,
        now(),
        now() - from,
      )
      break
    }
    before = unsent
  }
  return fault
}
