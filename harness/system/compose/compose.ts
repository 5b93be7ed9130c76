import { createHash } from 'node:crypto'
import { basename, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from '../../errors.ts'
import { unknownWord } from '../../targets/closest.ts'
import type { Ready } from '../../targets/described-program.ts'
import type { ContainerService } from '../definition.ts'
import { Findings, leftOutLines } from './findings.ts'
import type { ComposeService } from './normal.ts'
import { refuseCircles } from './order.ts'
import { mentionedPorts, type Pair, peersOf } from './peers.ts'
import { type ReadOptions, readServices } from './read-services.ts'

export interface ComposeOptions<Name extends string = string> extends ReadOptions {
  /** Services that are started, with those on which they depend; an editor knows their names then. Default: all without a profile. */
  readonly services?: readonly Name[]
  /** Services of these profiles are started, too; `*` is all. */
  readonly profiles?: readonly string[]
  /** Pairs between which a proxy stands although the file does not tell: `['web', 'mailer']`. */
  readonly links?: readonly Pair[]
  /** Ports that a service listens at, where the file does not tell; the first is the one that probes are sent to. */
  readonly ports?: Readonly<Record<string, number | readonly number[]>>
  /** When a service counts as ready, in place of its health check or port. */
  readonly ready?: Readonly<Record<string, Ready>>
  /** Services that end by themselves, such as a migration. Those that others wait for by `service_completed_successfully` are known. */
  readonly jobs?: readonly string[]
}

/** What `system()` takes of a Compose file. */
export interface ComposeSystem<Name extends string = string> {
  readonly services: { readonly [S in Name]: ContainerService }
  /** What is not taken over, and why, a line each. */
  readonly leftOut: readonly string[]
}

/**
 * The services of a Compose file, for `system()`: `system('shop', { ...compose(new URL('compose.yaml', import.meta.url)), probes })`. Between a service and each one that it
 * uses stands a proxy under the other's own name and port, so that nothing in the programs changes. Runs in containers only.
 * @param file `new URL('../compose.yaml', import.meta.url)`, or an absolute path
 * @throws UsageError for a file that cannot be read, and for what would make it another system; what is left out is in `leftOut`
 */
export function compose<const Name extends string = string>(
  file: string | URL,
  options: ComposeOptions<Name> = {},
): ComposeSystem<Name> {
  const path = file instanceof URL ? fileURLToPath(file) : file
  if (!isAbsolute(path))
    throw new UsageError(
      `compose('${path}'): write new URL('${path}', import.meta.url), meant from your file's folder`,
    )
  const findings = new Findings(path)
  const services = readServices(path, options, findings)
  refuseUnknown(path, options, Object.keys(services))
  refuseCircles(services, findings)
  const described = Object.keys(services).map((name) => [
    name,
    containerService(path, name, services, options, findings),
  ])
  return {
    services: Object.fromEntries(described),
    leftOut: leftOutLines(findings.leftOut).map((line) => `${basename(path)}: ${line}`),
  }
}

function containerService(
  path: string,
  name: string,
  services: Readonly<Record<string, ComposeService>>,
  options: ComposeOptions,
  findings: Findings,
): ContainerService {
  const own = services[name]!
  const { image, build, platform, env, extraHosts, container, copies } = own
  const hostname = hostnameOf(name, services, findings)
  const given = [options.ports?.[name] ?? []].flat()
  const isJob =
    options.jobs?.includes(name) ||
    Object.values(services).some(({ after }) => after[name] === 'service_completed_successfully')
  const ready = isJob ? 'exit' : (options.ready?.[name] ?? (own.health === 'file' ? 'health' : undefined))
  return {
    describedIn: path,
    image: {
      tag: build ? tagOf(path, name) : image!,
      ...(build && { build }),
      ...(platform !== undefined && { platform }),
    },
    env,
    ports: [...new Set([...given, ...own.ports, ...mentionedPorts(name, services)])],
    peers: peersOf(name, services, options.links ?? [], findings),
    after: Object.keys(own.after),
    ...(ready !== undefined && { ready }),
    heedsImageHealth: own.health === 'image',
    healthMs: own.healthMs,
    ...(own.stopSignal && { stopSignal: own.stopSignal }),
    ...(own.killTimeoutMs !== undefined && { killTimeoutMs: own.killTimeoutMs }),
    ...(copies !== undefined && { copies }),
    ...(hostname !== undefined && { hostname }),
    extraHosts,
    container,
  }
}

/** The engine resolves a hostname for all; one that is a service's name would lead past the proxies. */
function hostnameOf(
  name: string,
  services: Readonly<Record<string, ComposeService>>,
  findings: Findings,
): string | undefined {
  const { hostname } = services[name]!
  const names = Object.entries(services).flatMap(([other, { networks }]) => [
    other,
    ...Object.values(networks).flat(),
  ])
  if (hostname === undefined || !names.includes(hostname)) return hostname
  findings.leaveOut(`${name}.hostname`, 'would be found past the proxies, being the name of a service')
  return undefined
}

/** Of an image that is built here: never the user's own tag. */
function tagOf(path: string, service: string): string {
  const project = basename(resolve(path, '..')).toLowerCase()
  const part = (text: string) => text.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'x'
  return `gameday-compose/${part(project)}-${part(service.toLowerCase())}:${createHash('sha256').update(path).digest('hex').slice(0, 12)}`
}

/** @throws UsageError for a name in the options that no started service has */
function refuseUnknown(path: string, options: ComposeOptions, known: readonly string[]): void {
  const named = {
    links: options.links?.flat() ?? [],
    ports: Object.keys(options.ports ?? {}),
    ready: Object.keys(options.ready ?? {}),
    jobs: options.jobs ?? [],
  }
  for (const [option, names] of Object.entries(named))
    for (const name of names)
      if (!known.includes(name))
        throw new UsageError(`${path}: ${option}: ${unknownWord(name, known, (one) => one)}`)
}
