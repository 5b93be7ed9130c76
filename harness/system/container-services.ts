import { MissingPartError } from '../errors.ts'
import { foreignImage, type ImageFacts } from '../runtime/containers/foreign-image.ts'
import type { Address, ReadyCheck, Runtime, ServiceSpec } from '../runtime/runtime.ts'
import { readyCheck } from '../targets/described-program.ts'
import { containersOf, directPeers } from './container-calls.ts'
import { type ContainerService, isContainer, type SystemDefinition } from './definition.ts'
import { readyTimeoutMs } from './service-parts.ts'

/** What is known of services in containers once their images are there. */
export interface KnownContainers {
  readonly facts: ReadonlyMap<string, ImageFacts>
  /** As it is described in the end. */
  readonly services: ReadonlyMap<string, ContainerService>
  /** Ports of a service, the main one first. */
  readonly portsOf: (service: string) => readonly number[]
}

/**
 * Builds and pulls the images of services that are described as containers.
 * @throws MissingPartError on the processes runtime
 */
export async function knownContainers(
  { kind }: Pick<Runtime, 'kind'>,
  definition: SystemDefinition,
  say?: (line: string) => void,
): Promise<KnownContainers> {
  const facts = new Map<string, ImageFacts>()
  const services = new Map<string, ContainerService>()
  for (const [name, service] of Object.entries(definition.services)) {
    if (!isContainer(service)) continue
    if (kind === 'processes')
      throw new MissingPartError(
        `services.${name} runs in containers only: it is described in ${service.describedIn}`,
      )
    const full = await fullyDescribed(service)
    services.set(name, full)
    facts.set(name, await foreignImage(full.image, say))
  }
  return { facts, services, portsOf: (name) => portsOf(definition.services[name], facts.get(name)) }
}

async function fullyDescribed(service: ContainerService): Promise<ContainerService> {
  if (!service.describe) return service
  const { tag, env, container } = await service.describe()
  const create = { ...container.create, ...service.container.create }
  return {
    ...service,
    image: service.image.tag === '' ? { tag } : service.image,
    env: { ...env, ...service.env },
    container: { ...container, create },
    ...(create.Healthcheck && !service.ready && { ready: 'health' }),
  }
}

function portsOf(
  service: SystemDefinition['services'][string] | undefined,
  facts: ImageFacts | undefined,
): readonly number[] {
  if (!service || !isContainer(service)) return []
  return [...new Set([...service.ports, ...(facts?.exposed ?? [])])]
}

/** Gives each its address and names. @returns addresses of all ports by the name of the copy, the main one first */
export async function reserveContainers(
  runtime: Runtime,
  definition: SystemDefinition,
  { portsOf: known }: KnownContainers,
): Promise<ReadonlyMap<string, readonly Address[]>> {
  const reserved = new Map<string, readonly Address[]>()
  const hasPorts = (service: string) => known(service).length > 0
  for (const { name, service, definition: own } of containersOf(definition)) {
    const fixed = Object.fromEntries(known(service).map((port) => [`port ${port}`, port]))
    const addresses = await runtime.reserve(name, Object.keys(fixed), {
      refuseWhenDown: true,
      fixed,
      names: {
        ...(own.hostname !== undefined && { hostname: own.hostname }),
        ...(own.extraHosts && { extraHosts: own.extraHosts }),
        peers: directPeers(own, definition, hasPorts),
      },
    })
    reserved.set(name, Object.values(addresses))
  }
  return reserved
}

/** What the runtime is to start. @param addresses of its ports */
export function containerSpec(
  name: string,
  service: ContainerService,
  addresses: readonly Address[],
  facts: ImageFacts,
): ServiceSpec {
  const [main] = addresses
  // What an image exposes, not every service of it listens at: a worker may be of the same image.
  const listens = service.ports.length > 0 && service.ready !== 'exit' && main !== undefined
  return {
    name,
    program: { image: service.image.tag, containerArgv: [], processArgv: async () => [] },
    env: service.env,
    ports: listens ? { main } : {},
    ready: readiness(service, facts, listens),
    ...(service.stopSignal && { stopSignal: service.stopSignal }),
    ...(service.killTimeoutMs !== undefined && { killTimeoutMs: service.killTimeoutMs }),
    container: service.container,
  }
}

function readiness(service: ContainerService, facts: ImageFacts, listens: boolean): ReadyCheck {
  const { ready, heedsImageHealth, healthMs = readyTimeoutMs } = service
  if (ready === 'exit') return { by: 'exit', timeoutMs: DONE_MS }
  if (ready === 'health' || (ready === undefined && heedsImageHealth && facts.hasHealthCheck))
    return { by: 'health', timeoutMs: healthMs }
  if (ready !== undefined) return readyCheck(ready)
  return listens
    ? { by: 'tcp', port: 'main', timeoutMs: readyTimeoutMs }
    : { by: 'start', timeoutMs: readyTimeoutMs }
}

/** A migration may take its time. */
const DONE_MS = 120_000
