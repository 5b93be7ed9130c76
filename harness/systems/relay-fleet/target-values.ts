import { type Address, linkAddress, linkName, type ReservedLinks, templates } from '../../door.ts'
import { publicAddress } from './target/public-url.ts'
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

/** The address by which all know a dependency, of those that have such a one. */
export function publicAddressOf(
  { dependencies }: Pick<RelayTarget, 'dependencies'>,
  name: string,
): Address | undefined {
  const url = dependencies[name]?.publicUrl
  return url === undefined ? undefined : publicAddress(url)
}

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
      // By its public name one may reach itself, too, as an issuer that looks up its own keys.
      .filter((to) => (to !== from || publicAddressOf(target, to)) && calls(service, to))
      .map((to) => [callerOf(target, from, to), to] as [string, string]),
  )
  return pairs.filter(([from, to], index) => index === pairs.findIndex(([a, b]) => a === from && b === to))
}

function calls(service: TargetService | TargetDependency, name: string): boolean {
  if (isShipped(service)) return service.ship === 'upstash' && name === 'redis'
  return templates.callsFor(name, [service.env, service.command, service.argv])
}

/** How a service reaches what it calls. */
export interface Reached {
  /** For its templates. */
  readonly values: templates.Values
  /** Addresses of its links by the public names of what they lead to. */
  readonly names: Readonly<Record<string, string>>
}

/** What a service calls, each over its own link. */
export function reachedBy(target: RelayTarget, links: ReservedLinks, from: string): Reached {
  const values: Record<string, string> = {}
  const names: Record<string, string> = {}
  for (const to of dependenciesOf(target)) {
    const name = linkName(callerOf(target, from, to), to)
    if (links.links[name] === undefined) continue
    const address = linkAddress(links, name)
    const known = publicAddressOf(target, to)
    if (known) names[known.host] = address.host
    Object.assign(values, dependencyValues(target, to, known ?? address, target.dependencies[to]?.publicUrl))
  }
  return { values, names }
}

/**
 * What templates may use of a dependency that is reached at this address.
 * @param known the URL of that address, where it is written in another way
 */
export function dependencyValues(
  { dependencies }: RelayTarget,
  name: string,
  address: Address,
  known?: string,
): templates.Values {
  const values = templates.addressValues(name, address, name === 'redis' ? 'redis' : 'http')
  const url = known ?? values[`${name}.url`]!
  const dependency = dependencies[name]
  const publicUrl = dependency?.publicUrl
  return {
    ...values,
    [`${name}.url`]: url,
    ...(publicUrl !== undefined && { [`${name}.publicUrl`]: publicUrl }),
    ...(dependency && isShipped(dependency) && shippedValues(name, dependency, url)),
  }
}
