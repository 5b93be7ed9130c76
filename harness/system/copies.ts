import { isPreset, type ServiceDefinition, type SystemDefinition } from './definition.ts'

/** Name of one copy, counted from 1. */
const copyName = (service: string, number: number) => `${service}-${number}`

/** What of a service is started, by name: itself, or `api-1`, `api-2` … where it has copies. */
export function instancesOf(name: string, service: ServiceDefinition): string[] {
  const copies = isPreset(service) ? undefined : service.copies
  if (copies === undefined) return [name]
  return Array.from({ length: copies }, (_, index) => copyName(name, index + 1))
}

/** One of the programs that are started. */
export interface Instance {
  readonly name: string
  /** As it is described: without a number. */
  readonly service: string
  readonly definition: ServiceDefinition
  /** From 1; of a service without copies, too. */
  readonly number: number
}

/** Everything that is started, in the order of the description. */
export const allInstances = ({ services }: SystemDefinition): Instance[] =>
  Object.entries(services).flatMap(([service, definition]) =>
    instancesOf(service, definition).map((name, index) => ({ name, service, definition, number: index + 1 })),
  )

/** The names under which services may be mentioned: `api` for all of its copies, `api-2` for one. */
export const mentionNames = ({ services }: SystemDefinition): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.entries(services).flatMap(([name, service]) => {
      const instances = instancesOf(name, service)
      const each = instances.map((one): [string, readonly string[]] => [one, [one]])
      return [[name, instances] as [string, readonly string[]], ...each]
    }),
  )
