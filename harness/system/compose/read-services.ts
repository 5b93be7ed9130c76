import { readBuild } from './build.ts'
import { readEnvironment } from './environment.ts'
import { readFiles } from './files.ts'
import type { Findings } from './findings.ts'
import { readHealth } from './health.ts'
import { sortKeys, sortTopLevel } from './keys.ts'
import { readCopies, readLimits } from './limits.ts'
import { readMounts } from './mounts.ts'
import { notRequired, readDependencies, readLinks, readNetworks, readPorts, sortNetworks } from './names.ts'
import type { ComposeService } from './normal.ts'
import { readProcess, readStop } from './process.ts'
import { readFile } from './read-file.ts'
import { selected } from './select.ts'
import { pairsOf, type Raw, Value } from './values.ts'

/** What of a Compose file is meant. */
export interface ReadOptions {
  /** Services that are started, with those on which they depend; default: all that have no profile, or one of `profiles`. */
  readonly services?: readonly string[]
  readonly profiles?: readonly string[]
  /** In place of `.env` beside the file. */
  readonly envFile?: string
  /** Folders of this machine are mounted as the file says; default: read-only. */
  readonly writable?: boolean
  /** Keys that are left away knowingly, as the messages write them: `api.restart`, or `restart` of all services. */
  readonly ignore?: readonly string[]
}

/**
 * The services of a Compose file, every short form written out.
 * @throws UsageError for what cannot be read, and for what would make it another system
 */
export function readServices(
  path: string,
  options: ReadOptions,
  findings: Findings,
): Record<string, ComposeService> {
  const { file: whole, folder, outer } = readFile(path, findings, options.envFile)
  const file = new Value(without(whole.raw!, options.ignore ?? [], findings), '', findings)
  sortTopLevel(file)
  const all = new Map(
    file
      .at('services')
      .entries()
      .map(([name, { raw }]) => [name, new Value(raw ?? {}, name, findings)]),
  )
  const names = selected(all, options, findings)
  const networks = file.at('networks')
  sortNetworks(networks)
  const read = (service: Value): ComposeService => {
    sortKeys(service)
    const { create, ...health } = readHealth(service)
    const mounts = readMounts(service, {
      folder,
      volumes: file.at('volumes'),
      writable: options.writable ?? false,
    })
    const image = service.at('image').textIfThere()
    const build = readBuild(service, folder, outer)
    if (image === undefined && !build) return service.refuse('has neither an image nor a build')
    const platform = service.at('platform').textIfThere()
    const hostname = service.at('hostname').textIfThere()
    const copies = readCopies(service)
    const after = Object.entries(readDependencies(service)).filter(([name]) =>
      isStarted(service, name, names, all),
    )
    return {
      ...(image !== undefined && { image }),
      ...(build && { build }),
      ...(platform !== undefined && { platform }),
      env: readEnvironment(service, folder, outer),
      ports: readPorts(service),
      after: Object.fromEntries(after),
      networks: named(service, readNetworks(service, networks)),
      linked: readLinks(service),
      ...health,
      ...(copies !== undefined && { copies }),
      ...readStop(service),
      ...(hostname !== undefined && { hostname }),
      extraHosts: extraHosts(service.at('extra_hosts')),
      container: {
        create: { ...readProcess(service), ...create },
        host: { ...readLimits(service), ...mounts },
        copied: readFiles(service, { folder, file, outer }),
      },
    }
  }
  return Object.fromEntries(names.map((name) => [name, read(all.get(name)!)]))
}

/** @throws UsageError for one that is needed and not started */
function isStarted(
  service: Value,
  name: string,
  started: readonly string[],
  all: ReadonlyMap<string, Value>,
): boolean {
  if (started.includes(name)) return true
  if (notRequired(service).includes(name)) return false
  const why = all.has(name) ? `${name} is of a profile that is not asked for` : `there is no service ${name}`
  return service.at('depends_on').refuse(why)
}

/** `container_name` is a name for others, too; the container's own is another one, so that several runs may go on at once. */
function named(service: Value, networks: Record<string, string[]>): Record<string, string[]> {
  const name = service.at('container_name').textIfThere()
  if (name === undefined) return networks
  return Object.fromEntries(Object.entries(networks).map(([network, names]) => [network, [...names, name]]))
}

const extraHosts = (hosts: Value): string[] =>
  hosts.isMap()
    ? pairsOf(hosts).map(([name, address]) => `${name}:${address}`)
    : hosts.texts().map((text) => text.replace('=', ':'))

/** A file without the keys that are left away knowingly. */
function without(raw: Raw, ignore: readonly string[], findings: Findings): Raw {
  const copy = structuredClone(raw) as { services: Record<string, Raw> } & Record<string, Raw>
  for (const key of ignore) {
    const paths = key.includes('.')
      ? [[...(/^(networks|volumes|secrets|configs)\./.test(key) ? [] : ['services']), ...key.split('.')]]
      : [[key], ...Object.keys(copy.services).map((service) => ['services', service, key])]
    const found = paths.filter((path) => removed(copy, path))
    if (found.length === 0) findings.refuse(`ignore: ${key}`, 'is not in the file')
  }
  return copy
}

function removed(raw: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path
  if (typeof raw !== 'object' || raw === null || key === undefined || !(key in raw)) return false
  const holder = raw as Record<string, unknown>
  if (rest.length > 0) return removed(holder[key], rest)
  if (Array.isArray(raw)) raw.splice(Number(key), 1)
  else delete holder[key]
  return true
}
