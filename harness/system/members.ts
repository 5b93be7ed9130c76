import type { Service } from '../runtime/runtime.ts'
import { instancesOf } from './copies.ts'
import { isContainer, isPreset, type ServiceDefinition, type SystemDefinition } from './definition.ts'
import type { MembersOf } from './instances.ts'
import { knownNames } from './known-names.ts'
import { createMember, memberOrCopies } from './member.ts'

/** What scenarios take hold of: each service, or its copies. */
export function membersOf(
  { services: defined }: SystemDefinition,
  services: ReadonlyMap<string, Service>,
  factor: number,
  signal: AbortSignal,
): MembersOf<Readonly<Record<string, ServiceDefinition>>> {
  const members = Object.entries(defined).map(([name, service]) => {
    const own = instancesOf(name, service).map((one) => createMember(services.get(one)!, factor, signal))
    const counted = !isPreset(service) && service.copies !== undefined
    if (isContainer(service)) return [name, memberOrCopies(name, own, counted)] as const
    return [name, counted ? { copies: own } : own[0]!] as const
  })
  const all = Object.fromEntries(members)
  // Of other systems the editor knows the names, and a variant may leave some of them out.
  const isOfFile = Object.values(defined).some(isContainer)
  return (isOfFile ? knownNames('services', all) : all) as MembersOf<
    Readonly<Record<string, ServiceDefinition>>
  >
}
