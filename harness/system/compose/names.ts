import { leaveOthersOut } from './keys.ts'
import { type Condition, conditions } from './normal.ts'
import type { Value } from './values.ts'

/** Ports at which it listens: of `ports` what is inside, and `expose`. */
export function readPorts(service: Value): number[] {
  const published = service
    .at('ports')
    .list()
    .flatMap((one) => {
      one.findings.leaveOut(`${service.where}.ports`, 'published nowhere: probes reach the service itself')
      return one.isMap() ? longPort(one) : shortPort(one)
    })
  const exposed = service
    .at('expose')
    .list()
    .flatMap((one) => shortPort(one))
  return [...new Set([...published, ...exposed])]
}

function nameUdp(value: Value): number[] {
  value.leaveOut('UDP gets through no proxy')
  return []
}

function longPort(value: Value): number[] {
  if (value.at('protocol').textIfThere() === 'udp') return nameUdp(value)
  return [portOf(value.at('target'), value.at('target').text())]
}

/** `127.0.0.1:8080:80/tcp`, `3000-3002`. */
function shortPort(value: Value): number[] {
  const [address = '', protocol = 'tcp'] = value.text().split('/')
  if (protocol === 'udp') return nameUdp(value)
  const inside = address.slice(address.lastIndexOf(':') + 1)
  const [from, to] = inside.split('-').map((port) => portOf(value, port))
  return Array.from({ length: (to ?? from!) - from! + 1 }, (_, index) => from! + index)
}

/** The highest there is. */
const PORT_MAX = 65_535

function portOf(value: Value, text: string): number {
  const port = Number(text)
  return Number.isInteger(port) && port >= 1 && port <= PORT_MAX ? port : value.refuse(`${text} is no port`)
}

/** What is to be there before it starts, and on what condition. */
export function readDependencies(service: Value): Record<string, Condition> {
  const wanted = service.at('depends_on')
  const listed = wanted.isList()
    ? wanted.texts().map((name) => [name, 'service_started'] as const)
    : wanted.entries().map(([name, one]) => {
        leaveOthersOut(one, ['condition', 'required'], 'services restart when the scenario says so')
        return [name, conditionOf(one.at('condition'))] as const
      })
  const linked = Object.values(readLinks(service)).map((name) => [name, 'service_started'] as const)
  return Object.fromEntries([...linked, ...listed])
}

/** Dependencies without which it starts, too. */
export const notRequired = (service: Value): string[] =>
  service.at('depends_on').isMap()
    ? service
        .at('depends_on')
        .entries()
        .filter(([, one]) => one.at('required').there && !one.at('required').flag())
        .map(([name]) => name)
    : []

function conditionOf(value: Value): Condition {
  const text = value.textIfThere() ?? 'service_started'
  const found = conditions.find((condition) => condition === text)
  return found ?? value.refuse(`${text} is not known; there are ${conditions.join(', ')}`)
}

/** `links`: names that only this service has for others. */
export const readLinks = (service: Value): Record<string, string> =>
  Object.fromEntries(
    service
      .at('links')
      .texts()
      .map((text) => {
        const [name, alias] = text.split(':')
        return [alias ?? name!, name!]
      }),
  )

/** Its networks, with the names that it has there beside its own. @param networks the file's own */
export function readNetworks(service: Value, networks: Value): Record<string, string[]> {
  const mode = service.at('network_mode')
  if (mode.textIfThere() === 'none') return {}
  if (mode.there && mode.text() !== 'bridge')
    mode.findings.refuseKey(mode.where, 'between it and others no proxy can stand')
  const own = service.at('networks')
  if (!own.there) return { default: [] }
  if (own.isList()) return Object.fromEntries(own.list().map((one) => [known(one, one.text(), networks), []]))
  return Object.fromEntries(
    own.entries().map(([name, one]) => {
      leaveOthersOut(one, ['aliases', 'priority'], 'addresses are given by gameday')
      return [known(one, name, networks), one.at('aliases').texts()]
    }),
  )
}

function known(value: Value, name: string, networks: Value): string {
  if (name !== 'default' && !Object.hasOwn(networks.there ? networks.map() : {}, name))
    return value.refuse(`there is no network ${name}: name it at the top, below networks`)
  return name
}

/** Settings of networks that are not those that gameday makes. */
export function sortNetworks(networks: Value): void {
  for (const [, network] of networks.entries()) {
    if (network.at('external').flag())
      network.findings.refuseKey(`${network.where}.external`, 'what is in it is not of this file')
    if (network.at('internal').flag())
      network.at('internal').leaveOut('the world outside can be reached from it')
    leaveOthersOut(network, ['external', 'internal', 'name', 'driver'], 'gameday makes the networks')
  }
}
