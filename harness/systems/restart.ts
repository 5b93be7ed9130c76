import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, parseDuration } from '../duration.ts'
import { now } from '../journal/clock.ts'
import type { Service, Started } from '../runtime/runtime.ts'

/** A service that scenarios take down and bring back. */
export interface Restartable {
  readonly service: Service
  /** Starts it again with the same identity, `after` its exit. */
  restart(options: { readonly after: Duration }): Promise<Started>
}

/** @param factor real time = system time × factor */
export function restartable(service: Service, factor: number, signal: AbortSignal): Restartable {
  return {
    service,
    restart: async ({ after }) => {
      const exit = await service.exited
      const due = exit.at / 1e6 + parseDuration(after) * factor
      await sleep(Math.max(0, due - now() / 1e6), undefined, { signal })
      return service.restart({ signal })
    },
  }
}
