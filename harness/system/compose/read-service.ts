import { readBuild } from './build.ts'
import { readEnvironment } from './environment.ts'
import { readFiles } from './files.ts'
import { readHealth } from './health.ts'
import { sortKeys } from './keys.ts'
import { readCopies, readLimits } from './limits.ts'
import { readMounts } from './mounts.ts'
import { notRequired, readDependencies, readLinks, readNetworks, readPorts } from './names.ts'
import type { ComposeService } from './normal.ts'
import { readProcess, readStop } from './process.ts'
import type { ReadFile } from './read-file.ts'
import { pairsOf, type Value } from './values.ts'

/** The file in which a service stands. */
export interface ServiceContext extends ReadFile {
  readonly all: ReadonlyMap<string, Value>
  /** Names of those that are started. */
  readonly started: readonly string[]
  readonly writable: boolean
}

/** One service, every short form written out. @throws UsageError as `readServices` */
export function readService(service: Value, context: ServiceContext): ComposeService {
  const { file, folder, outer, all, started, writable } = context
  sortKeys(service)
  const { create, ...health } = readHealth(service)
  const mounts = readMounts(service, {
    folder,
    volumes: file.at('volumes'),
    writable,
  })
  const given = readFiles(service, { folder, file, outer })
  const image = service.at('image').textIfThere()
  const build = readBuild(service, folder, outer)
  if (image === undefined && !build) return service.refuse('has neither an image nor a build')
  const platform = service.at('platform').textIfThere()
  const hostname = service.at('hostname').textIfThere()
  const copies = readCopies(service)
  const after = Object.entries(readDependencies(service)).filter(([name]) =>
    isStarted(service, name, started, all),
  )
  return {
    ...(image !== undefined && { image }),
    ...(build && { build }),
    ...(platform !== undefined && { platform }),
    env: readEnvironment(service, folder, outer),
    ports: readPorts(service),
    after: Object.fromEntries(after),
    networks: named(service, readNetworks(service, file.at('networks'))),
    linked: readLinks(service),
    ...health,
    ...(copies !== undefined && { copies }),
    ...readStop(service),
    ...(hostname !== undefined && { hostname }),
    extraHosts: extraHosts(service.at('extra_hosts')),
    container: {
      create: { ...readProcess(service), ...create },
      host: {
        ...readLimits(service),
        ...mounts,
        ...(given.mounts.length > 0 && { Mounts: [...(mounts.Mounts ?? []), ...given.mounts] }),
      },
      copied: given.copied,
    },
  }
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
