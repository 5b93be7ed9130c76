import type { Peer } from '../definition.ts'
import type { Findings } from './findings.ts'
import type { ComposeService } from './normal.ts'

type Services = Readonly<Record<string, ComposeService>>

/** Two services, by name: who uses the other. */
export type Pair = readonly [from: string, to: string]

/**
 * Whom a service reaches by name: all that share a network with it. A proxy stands before those on which it depends, which it mentions, or
 * which the user names.
 */
export function peersOf(own: string, services: Services, asked: readonly Pair[], findings: Findings): Peer[] {
  const from = services[own]!
  const peers = Object.entries(services).flatMap(([service, to]): Peer[] => {
    if (service === own) return []
    const names = namesFor(from, service, to)
    if (names.length === 0) return []
    const condition = from.after[service]
    const linked =
      (condition !== undefined && condition !== 'service_completed_successfully') ||
      asked.some((pair) => pair[0] === own && pair[1] === service) ||
      // Several answer to one name: they do so as proxies.
      to.copies !== undefined ||
      names.some((name) => mentions(name, from))
    return [{ service, names, linked }]
  })
  refuseShared(own, peers, findings)
  return peers
}

/** The names of one service for another; none where they share no network. */
function namesFor(from: ComposeService, service: string, to: ComposeService): string[] {
  const shared = Object.keys(from.networks).filter((network) => network in to.networks)
  if (shared.length === 0) return []
  const linked = Object.entries(from.linked).flatMap(([name, one]) => (one === service ? [name] : []))
  return [...new Set([service, ...shared.flatMap((network) => to.networks[network]!), ...linked])]
}

function mentions(name: string, service: ComposeService): boolean {
  return textsOf(service).some((text) => wordOf(name).test(text))
}

/** A name by itself, not as a part of another. */
const before = (name: string) => `(?<![\\w.-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`
const wordOf = (name: string) => new RegExp(`${before(name)}(?![\\w.-])`)
const portOf = (name: string) => new RegExp(`${before(name)}:(\\d{1,5})\\b`, 'g')

const textsOf = ({ env, container: { create } }: ComposeService): string[] => [
  ...Object.values(env),
  ...[create.Entrypoint ?? [], create.Cmd ?? [], create.Healthcheck?.Test ?? []].flat(),
]

/** Ports that others write after a service's name, `redis:6379`, the most used first. */
export function mentionedPorts(service: string, services: Services): number[] {
  const to = services[service]!
  const found = Object.entries(services).flatMap(([other, from]) => {
    if (other === service) return []
    const names = namesFor(from, service, to)
    const texts = textsOf(from)
    return names.flatMap((name) =>
      texts.flatMap((text) => [...text.matchAll(portOf(name))].map(([, port]) => Number(port))),
    )
  })
  return [...new Set(found)].filter((port) => port >= 1 && port <= 65_535)
}

function refuseShared(own: string, peers: readonly Peer[], findings: Findings): void {
  const owners = new Map<string, string>()
  for (const { service, names } of peers)
    for (const name of names) {
      const other = owners.get(name)
      if (other !== undefined && name !== service && name !== other)
        findings.refuse(
          `${service}.networks`,
          `${own} knows ${other} by the name ${name}, too: one name is of one service here`,
        )
      owners.set(name, service)
    }
}
