import type { Service } from '../../runtime/runtime.ts'
import { createMember, type Member } from '../member.ts'
import type { RelaySpec } from './options.ts'

/** One relay of the fleet; its replacement has the same machine id. */
export interface Relay extends Member {
  /** `region:machineId`, as the directory writes an owner. Stays the same over a restart. */
  readonly identity: string
}

export function createRelay(spec: RelaySpec, service: Service, factor: number, signal: AbortSignal): Relay {
  return { ...createMember(service, factor, signal), identity: identityOf(spec) }
}

const identityOf = ({ name, region }: RelaySpec) => `${region}:${name}`
