import type { Service } from '../../runtime/runtime.ts'
import { type Restartable, restartable } from '../restart.ts'
import type { RelaySpec } from './options.ts'

/** One relay of the fleet. A restart keeps its machine id. */
export interface Relay extends Restartable {
  readonly name: string
  /** `region:machineId`, as the directory writes an owner. Stays the same over a restart. */
  readonly identity: string
}

export function createRelay(spec: RelaySpec, service: Service, factor: number, signal: AbortSignal): Relay {
  return { name: spec.name, identity: identityOf(spec), ...restartable(service, factor, signal) }
}

export const identityOf = ({ name, region }: RelaySpec) => `${region}:${name}`
