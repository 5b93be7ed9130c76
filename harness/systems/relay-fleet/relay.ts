import { type Duration, parseDuration } from '../../duration.ts'
import type { Service, Started } from '../../runtime/runtime.ts'
import { restartAfter } from '../restart.ts'
import type { RelaySpec } from './options.ts'

/** One relay of the fleet. */
export interface Relay {
  readonly name: string
  /** `region:machineId`, as the directory writes an owner. Stays the same over a restart. */
  readonly identity: string
  readonly service: Service
  /** Starts the replacement with the same machine id, `after` its exit. */
  restart(options: { readonly after: Duration }): Promise<Started>
  /** Starts it again now; gives it up and kills it when it does not accept connections within `giveUpAfter`. */
  tryRestart(options: { readonly giveUpAfter: Duration }): Promise<Started | undefined>
}

export function createRelay(spec: RelaySpec, service: Service, factor: number, signal: AbortSignal): Relay {
  return {
    name: spec.name,
    identity: identityOf(spec),
    service,
    restart: ({ after }) => restartAfter(service, parseDuration(after) * factor, signal),
    tryRestart: async ({ giveUpAfter }) => {
      const giveUp = AbortSignal.timeout(parseDuration(giveUpAfter) * factor)
      try {
        return await service.restart({ signal: AbortSignal.any([signal, giveUp]) })
      } catch (error) {
        if (giveUp.aborted && !signal.aborted) return undefined
        throw error
      }
    },
  }
}

export const identityOf = ({ name, region }: RelaySpec) => `${region}:${name}`
