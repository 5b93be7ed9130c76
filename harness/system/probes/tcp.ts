import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from '../../probes/http-prober/ask.ts'
import type { ProbeDefinition, ProbeSchedule } from '../definition.ts'
import { askedBy } from './asked.ts'

/** Probes whether a service accepts connections and keeps them: each opens one, and is good when that is open 100 ms later. */
export const tcp = <const Service extends string>(
  schedule: ProbeSchedule<Service>,
): ProbeDefinition<Service> => askedBy(import.meta.url, 'tcp', schedule, { settings: () => ({}) })

/** A proxy before a service that is away accepts, and closes as soon as it knows: within a few ms, and some tens of them on a busy machine. Real ms. */
const HOLD_MS = 100

/** In the prober's process: resolves when the connection has lasted. */
export const ask: Ask<unknown> = async ({ host, port, signal }) => {
  const socket = connect({ host, port })
  try {
    await Promise.race([lasting(socket, signal), broken(socket)])
    return true
  } finally {
    socket.destroy()
  }
}

async function lasting(socket: ReturnType<typeof connect>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  await sleep(HOLD_MS, undefined, { signal })
}

/** Never resolves; rejects when the connection fails or the other side ends it. */
function broken(socket: ReturnType<typeof connect>): Promise<never> {
  return new Promise((_, reject) => {
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed')))
    socket.on('end', () => reject(new Error('closed')))
    // Without a reader its end would never be seen.
    socket.resume()
  })
}
