import { UsageError } from '../errors.ts'
import type { Link } from '../runtime/links.ts'
import { isProxy } from '../runtime/links.ts'
import type { Runtime, Service } from '../runtime/runtime.ts'
import { createMember, type Member } from '../system/member.ts'
import { unknownWord } from '../targets/closest.ts'

/** Everything of a system that can be broken, by its name, in any kind of system: what game-days by hand aim at, too. */
export interface Named {
  /** @throws UsageError that names the services there are */
  service(name: string): Member
  /** @throws UsageError that names the links there are */
  link(name: string): Link
}

interface NamedParts {
  readonly runtime: Runtime
  readonly links: ReadonlyMap<string, Link>
  readonly factor: number
  readonly signal: AbortSignal
}

export const namedOf = ({ runtime, links, factor, signal }: NamedParts): Named => ({
  service: (name) => createMember(serviceNamed(runtime, name), factor, signal),
  link: (name) => linkNamed(links, name),
})

/** Names of the services of a runtime that can be aimed at: all but the proxies, which belong to the links. */
export const serviceNames = ({ services }: Runtime): string[] =>
  services.map(({ name }) => name).filter((name) => !isProxy(name))

/** @throws UsageError that names the services there are */
export function serviceNamed(runtime: Runtime, name: string): Service {
  const names = serviceNames(runtime)
  const found = names.includes(name) && runtime.services.find((one) => one.name === name)
  if (found) return found
  throw new UsageError(`service ${unknownWord(name, names, JSON.stringify)}`)
}

/** @throws UsageError that names the links there are */
export function linkNamed(links: ReadonlyMap<string, Link>, name: string): Link {
  const found = links.get(name)
  if (found) return found
  throw new UsageError(`link ${unknownWord(name, [...links.keys()], JSON.stringify)}`)
}
