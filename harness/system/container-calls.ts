import { allInstances, instancesOf } from './copies.ts'
import { type ContainerService, isContainer, type SystemDefinition } from './definition.ts'

/** A way that a service in a container has to another one by its name. */
export interface NamedCall {
  readonly from: string
  readonly to: string
  readonly names: readonly string[]
  /** Of the copies of the other one, from 1: each is answered for by a Toxiproxy of its own, as one has one address in a network. */
  readonly number: number
}

/** Ways with a proxy, from each copy to each copy. @param hasPorts what it takes for a proxy to stand before a service */
export function namedCallsOf(
  definition: SystemDefinition,
  hasPorts: (service: string) => boolean = () => true,
): NamedCall[] {
  return containersOf(definition).flatMap(({ name: from, definition: own }) =>
    own.peers
      .filter(({ service, linked }) => linked && hasPorts(service))
      .flatMap(({ service, names }) =>
        instancesOf(service, definition.services[service]!).map((to, index) => ({
          from,
          to,
          names,
          number: index + 1,
        })),
      ),
  )
}

/** What a copy reaches without a proxy: service by name. */
export function directPeers(
  { peers }: ContainerService,
  definition: SystemDefinition,
  hasPorts: (service: string) => boolean,
): Record<string, string> {
  const direct = peers.filter(({ service, linked }) => !linked || !hasPorts(service))
  return Object.fromEntries(
    direct.flatMap(({ service, names }) =>
      names.map((name) => [name, instancesOf(service, definition.services[service]!)[0]!]),
    ),
  )
}

export interface ContainerInstance {
  readonly name: string
  readonly service: string
  readonly definition: ContainerService
}

/** Every copy of a service that is described as a container. */
export const containersOf = (definition: SystemDefinition): ContainerInstance[] =>
  allInstances(definition).flatMap(({ name, service, definition: own }) =>
    isContainer(own) ? [{ name, service, definition: own }] : [],
  )
