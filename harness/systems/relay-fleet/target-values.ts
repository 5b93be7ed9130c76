import { addressOf, linkName, type ReservedLinks } from '../../runtime/links.ts'
import type { Address } from '../../runtime/runtime.ts'
import type { Target, TargetDependency } from '../../targets/schema.ts'
import { isShipped, shippedValues } from '../../targets/shipped.ts'
import { addressValues, type Values } from '../../targets/templates.ts'

/** Names of what a target's services may call: its dependencies, and the run's Redis. */
export const dependenciesOf = ({ redis, dependencies }: Pick<Target, 'redis' | 'dependencies'>): string[] => [
  ...(redis ? ['redis'] : []),
  ...Object.keys(dependencies),
]

/** What each service calls, in pairs from and to; every pair is a link. */
export function dependencyPairs(target: Target, relays: readonly string[]): [string, string][] {
  const used = Object.entries(target.dependencies)
  return [
    ...relays.flatMap((relay) => [
      ...(target.redis ? [[relay, 'redis'] as [string, string]] : []),
      ...used.flatMap(([name, { usedBy }]) =>
        usedBy.includes('relay') ? [[relay, name] as [string, string]] : [],
      ),
    ]),
    ...used.flatMap(([name, { usedBy }]) =>
      usedBy.includes('host') ? [['hosts', name] as [string, string]] : [],
    ),
    ...used.flatMap(([name, dependency]) =>
      callsRedis(dependency) ? [[name, 'redis'] as [string, string]] : [],
    ),
  ]
}

function callsRedis(dependency: TargetDependency): boolean {
  if (isShipped(dependency)) return dependency.ship === 'upstash'
  return JSON.stringify([dependency.env, dependency.command, dependency.argv]).includes('{redis')
}

/** The addresses of what a service calls, each that of its own link. */
export function linkedValues(target: Target, links: ReservedLinks, from: string): Values {
  const reached = dependenciesOf(target).filter((to) => links.links[linkName(from, to)] !== undefined)
  return Object.assign(
    {},
    ...reached.map((to) => dependencyValues(target, to, addressOf(links, linkName(from, to)))),
  ) as Values
}

/** What templates may use of a dependency that is reached at this address. */
export function dependencyValues({ dependencies }: Target, name: string, address: Address): Values {
  const values = addressValues(name, address, name === 'redis' ? 'redis' : 'http')
  const dependency = dependencies[name]
  return dependency && isShipped(dependency)
    ? { ...values, ...shippedValues(name, dependency, values[`${name}.url`]!) }
    : values
}
