import { HarnessError } from '../errors.ts'
import {
  type Link,
  type LinkSpec,
  linkName,
  openLinks,
  type ReservedLinks,
  reserveLinks,
} from '../runtime/links.ts'
import type { Address, Runtime } from '../runtime/runtime.ts'
import { shardedLink } from '../runtime/sharded-link.ts'
import type { NamedCall } from './container-calls.ts'

interface Listening extends LinkSpec {
  readonly name: string
  readonly listen: Address
}

/**
 * Opens all links: those of templates, whose addresses services are told, and those that answer to a service's own name and ports.
 * @param addresses of the ports of each service in a container
 */
export async function openAllNamed(
  runtime: Runtime,
  told: { readonly reserved: ReservedLinks; readonly specs: readonly LinkSpec[] },
  calls: readonly NamedCall[],
  addresses: ReadonlyMap<string, readonly Address[]>,
  seed: number,
): Promise<Map<string, Link>> {
  const opened = new Map<string, Link>()
  const numbers = Object.keys(Object.groupBy(calls, ({ number }) => number)).map(Number)
  for (const number of new Set([1, ...numbers])) {
    const own = calls.filter((call) => call.number === number)
    const service = number === 1 ? undefined : `toxiproxy-${number}`
    const by = service ?? 'toxiproxy'
    const parts = (await Promise.all(own.map((call) => listening(runtime, call, by, addresses)))).flat()
    const base = number === 1 ? told : { reserved: await reserveLinks(runtime, [], by), specs: [] }
    const named = Object.fromEntries(parts.map(({ name, listen }) => [name, listen]))
    const reserved = { ...base.reserved, links: { ...base.reserved.links, ...named } }
    const links = await openLinks(runtime, reserved, [...base.specs, ...parts], { seed, service: by })
    for (const { from, to } of base.specs) opened.set(linkName(from, to), links.get(linkName(from, to))!)
    for (const { from, to } of own) opened.set(linkName(from, to), together(links, parts, from, to))
  }
  return opened
}

/** A proxy for each port of the service, at an address that only who calls it sees. */
async function listening(
  runtime: Runtime,
  { from, to, names }: NamedCall,
  by: string,
  addresses: ReadonlyMap<string, readonly Address[]>,
): Promise<Listening[]> {
  if (!runtime.front) throw new HarnessError(`${from} reaches ${to} by its name in containers only`)
  const { host } = await runtime.front({ from, by, names, to: names[0]! })
  return addresses.get(to)!.map((upstream, index) => ({
    from,
    to,
    upstream,
    name: index === 0 ? linkName(from, to) : `${linkName(from, to)}-${upstream.port}`,
    listen: { host, port: upstream.port },
  }))
}

/** All ports of a link act as one. */
function together(
  links: ReadonlyMap<string, Link>,
  parts: readonly Listening[],
  from: string,
  to: string,
): Link {
  const own = parts.filter((part) => part.from === from && part.to === to).map(({ name }) => links.get(name)!)
  return shardedLink(own as [Link, ...Link[]])
}
