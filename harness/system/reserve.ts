import type { Address, Runtime } from '../runtime/runtime.ts'
import { allInstances } from './copies.ts'
import { isContainer, isPreset, type ServiceDefinition, type SystemDefinition } from './definition.ts'
import { reserveServices } from './service-parts.ts'

/** Gives each service that listens its address, and each that has a region its node. @returns addresses by name; of services in containers, their main one */
export async function reserveServicesOf(
  runtime: Runtime,
  definition: SystemDefinition,
  contained: ReadonlyMap<string, readonly Address[]>,
): Promise<ReadonlyMap<string, Address>> {
  const own = allInstances(definition).filter(({ definition: one }) => !isContainer(one))
  const regions = new Map(
    own.map(({ name, definition: one }) => [name, 'region' in one ? one.region : undefined]),
  )
  const listens = (one: ServiceDefinition) => isPreset(one) || isContainer(one) || one.port !== false
  const names = own.filter(({ definition: one }) => listens(one)).map(({ name }) => name)
  for (const { name, definition: one } of own)
    if (!listens(one)) await runtime.reserve(name, [], { region: regions.get(name) })
  // Any of them may be taken down: a client that dials it meanwhile is refused, and does not hang.
  const reserved = await reserveServices(
    runtime,
    names,
    () => true,
    (name) => regions.get(name),
  )
  const main = [...contained].flatMap(([name, [address]]) => (address ? [[name, address] as const] : []))
  return new Map([...main, ...names.map((name) => [name, reserved[name]!] as const)])
}
