import { formatAddress, HarnessError, type Journal, messageOf, now, type Runtime, z } from '../../door.ts'
import type { Relay } from './relay.ts'

/** A relay answers in milliseconds; the rest is for a machine under load. */
const timeoutMs = 2_000

const health = z.object({ timers: z.number() })

/** Asks a relay of the reference, past every proxy, how many timers wait in it, and journals it. @returns the moment of the read, ns */
export async function readTimers(runtime: Runtime, journal: Journal, { service }: Relay): Promise<number> {
  const at = now()
  const url = `http://${formatAddress(runtime.reach(service.spec.ports.http!))}/health`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    const { timers } = health.parse(await answer.json())
    journal.append({ kind: 'timers', at, service: service.name, count: timers })
  } catch (error) {
    throw new HarnessError(`${service.name}: timers cannot be read: ${messageOf(error)}`)
  }
  return at
}
