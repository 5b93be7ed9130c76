import { type Address, linkAddress, linkName, type ReservedLinks, templates } from '../../door.ts'
import type { RelayTarget, TargetDependency, TargetService } from './target/schema.ts'
import { isShipped, shippedValues } from './target/shipped.ts'

/** Names of what a target's services may call: its dependencies, and the run's Redis. */
export const dependenciesOf = ({
  redis,
  dependencies,
}: Pick<RelayTarget, 'redis' | 'dependencies'>): string[] => [
  ...(redis ? ['redis'] : []),
  ...Object.keys(dependencies),
]

/** All that call a dependency with one link for all of them. */
export const sharedRole = 'services'

const callerOf = ({ dependencies }: Pick<RelayTarget, 'dependencies'>, from: string, to: string): string =>
  dependencies[to]?.shared ? sharedRole : from

/** Dependencies with one link for all that call them. */
export const sharedOf = ({ dependencies }: Pick<RelayTarget, 'dependencies'>): string[] =>
  Object.entries(dependencies).flatMap(([name, { shared }]) => (shared ? [name] : []))

/** What each service calls, in pairs from and to: whatever its templates name. Every pair is a link. */
export function dependencyPairs(
  target: RelayTarget,
  relays: readonly string[],
  hasEdge: boolean,
): [string, string][] {
  const { relay, host, edge, dependencies } = target
  const callers: [string, TargetService | TargetDependency][] = [
    ...relays.map((name) => [name, relay] as [string, TargetDependency]),
    ['hosts', host],
    ...(host.single ? [['hosts', host.single] as [string, TargetDependency]] : []),
    ...(hasEdge && edge !== 'gameday' ? [['edge', edge] as [string, TargetDependency]] : []),
    ...Object.entries(dependencies),
  ]
  const pairs = callers.flatMap(([from, service]) =>
    dependenciesOf(target)
      .filter((to) => to !== from && calls(service, to))
      .map((to) => [callerOf(target, from, to), to] as [string, string]),
  )
  return pairs.filter(([from, to], index) => index === pairs.findIndex(([a, b]) => a === from && b === to))
}

function calls(service: TargetService | TargetDependency, name: string): boolean {
  if (isShipped(service)) return service.ship === 'upstash' && name === 'redis'
  return templates.callsFor(name, [service.env, service.command, service.argv])
}

/** The addresses of what a service calls, each that of its own link. */
export function linkedValues(target: RelayTarget, links: ReservedLinks, from: string): templates.Values {
  const reached = dependenciesOf(target).filter(
    (to) => links.links[linkName(callerOf(target, from, to), to)] !== undefined,
  )
  return Object.assign(
    {},
    ...reached.map((to) =>
      dependencyValues(target, to, linkAddress(links, linkName(callerOf(target, from, to), to))),
    ),
  ) as templates.Values
}

/** What templates may use of a dependency that is reached at this address. */
export function dependencyValues(
  { dependencies }: RelayTarget,
  name: string,
  address: Address,
): templates.Values {
  const values = templates.addressValues(name, address, name === 'redis' ? 'redis' : 'http')
  const dependency = dependencies[name]
  return dependency && isShipped(dependency)
    ? { ...values, ...shippedValues(name, dependency, values[`${name}.url`]!) }
    : values
}
