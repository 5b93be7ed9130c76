import { addressOf, linkName, type ReservedLinks } from '../../runtime/links.ts'
import type { Target } from '../../targets/schema.ts'
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
    ...used.flatMap(([name, service]) =>
      JSON.stringify([service.env, service.command, service.argv]).includes('{redis')
        ? [[name, 'redis'] as [string, string]]
        : [],
    ),
  ]
}

/** The addresses of what a service calls, each that of its own link. */
export function linkedValues(target: Target, links: ReservedLinks, from: string): Values {
  const reached = dependenciesOf(target).filter((to) => links.links[linkName(from, to)] !== undefined)
  return Object.assign(
    {},
    ...reached.map((to) =>
      addressValues(to, addressOf(links, linkName(from, to)), to === 'redis' ? 'redis' : 'http'),
    ),
  ) as Values
}
