import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../journal/clock.ts'
import type { Service, Started } from '../runtime/runtime.ts'

/** Starts a service again, at the same addresses, once `afterMs` real time has gone by since its exit. */
export async function restartAfter(service: Service, afterMs: number, signal: AbortSignal): Promise<Started> {
  const exit = await service.exited
  const due = exit.at / 1e6 + afterMs
  await sleep(Math.max(0, due - now() / 1e6), undefined, { signal })
  return service.restart({ signal })
}
