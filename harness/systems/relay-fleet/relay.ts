import { setTimeout as sleep } from 'node:timers/promises'
import { type Duration, parseDuration } from '../../duration.ts'
import { now } from '../../journal/clock.ts'
import type { Service, Started } from '../../runtime/runtime.ts'
import type { RelaySpec } from './options.ts'

/** One relay of the fleet. */
export interface Relay {
  readonly name: string
  readonly region: string
  /** `region:machineId`, as the directory writes an owner. Stays the same over a restart. */
  readonly identity: string
  readonly service: Service
  /** Starts the replacement with the same machine id, `after` its exit. */
  restart(options: { readonly after: Duration }): Promise<Started>
}

export function createRelay(spec: RelaySpec, service: Service, factor: number, signal: AbortSignal): Relay {
  return {
    name: spec.name,
    region: spec.region,
    identity: identityOf(spec),
    service,
    restart: async ({ after }) => {
      const exit = await service.exited
      const due = exit.at / 1e6 + parseDuration(after) * factor
      await sleep(Math.max(0, due - now() / 1e6), undefined, { signal })
      return service.restart({ signal })
    },
  }
}

export const identityOf = ({ name, region }: RelaySpec) => `${region}:${name}`
