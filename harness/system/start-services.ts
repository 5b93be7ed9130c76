import { join, resolve } from 'node:path'
import { parseDuration } from '../duration.ts'
import { MissingPartError, UsageError } from '../errors.ts'
import { type Link, linkAddress, linkName, type ReservedLinks, reserveLinks } from '../runtime/links.ts'
import type { Address, Service, ServiceSpec } from '../runtime/runtime.ts'
import { programOf, readyCheck } from '../targets/described-program.ts'
import { callsFor, fill, fillAll, fillKnown, ownAddressValues, type Values } from '../targets/templates.ts'
import { type Certified, certifyAll } from './certified.ts'
import { namedCallsOf } from './container-calls.ts'
import {
  containerSpec,
  type KnownContainers,
  knownContainers,
  reserveContainers,
} from './container-services.ts'
import { allInstances, type Instance, instancesOf, mentionNames } from './copies.ts'
import {
  isContainer,
  isPreset,
  type Preset,
  type Program,
  type ServiceDefinition,
  type SystemDefinition,
} from './definition.ts'
import { diskAt } from './disk.ts'
import { isScaledMs, mentionValues, reservedNames, scaledValues } from './mention-values.ts'
import { openAllNamed } from './named-links.ts'
import { reserveServicesOf } from './reserve.ts'
import { readyTimeoutMs } from './service-parts.ts'
import type { SystemContext } from './system.ts'

export interface StartedServices {
  readonly services: ReadonlyMap<string, Service>
  readonly links: ReadonlyMap<string, Link>
  /** Where each service listens. */
  readonly at: ReadonlyMap<string, Address>
  /** Where the harness reaches a service on the way of a probe or caller. */
  readonly reachedBy: (from: string, service: string) => Address
  /** Folder in which a service may keep what it writes, as it sees the path. */
  readonly folderOf: (service: string) => string
}

/** A link: who calls whom. */
export interface Call {
  readonly from: string
  readonly to: string
}

/** Who calls whom: a service calls what its templates mention or its description names, a probe or caller what it is sent to. Each is a link of its own. */
export const callsOf = (definition: SystemDefinition): Call[] => [
  ...toldCalls(definition),
  ...namedCallsOf(definition).map(({ from, to }) => ({ from, to })),
]

/** Calls at addresses that are told: to services by templates, to probes and callers by us. */
function toldCalls(definition: SystemDefinition): Call[] {
  const mentioned = allInstances(definition).flatMap(({ name: from, service, definition: one }) =>
    reachedFrom(service, one, definition).map((to) => ({ from, to })),
  )
  const own = Object.entries({ ...definition.probes, ...definition.callers })
  return [...mentioned, ...own.map(([from, { to }]) => ({ from, to }))]
}

/** What a service mentions, each once: all copies of what is mentioned without a number. */
function reachedFrom(own: string, service: ServiceDefinition, definition: SystemDefinition): string[] {
  const texts = textsOf(service)
  const others = [...mentionNames(definition)].filter(([name]) => name !== own && callsFor(name, texts))
  return [...new Set(others.flatMap(([, instances]) => instances))]
}

/** Every text of a service that may mention others. */
function textsOf(service: ServiceDefinition): unknown {
  if (isContainer(service)) return {}
  return isPreset(service)
    ? (service.texts ?? {})
    : [service.env, service.firstLife, service.command, service.argv, namedHosts(service)]
}

/** As its templates would mention them: a name that stands for a service is a way to it. */
const namedHosts = ({ names = {} }: Program): string[] =>
  Object.values(names).map((service) => `{${service}.host}`)

/** Starts everything, those first that others mention; of services that mention each other, all that are left at once. */
export async function startServices(
  context: SystemContext,
  definition: SystemDefinition,
): Promise<StartedServices> {
  const { runtime } = context
  const known = await knownContainers(runtime, definition)
  const { links, around } = await openAllLinks(context, definition, known)
  const services = new Map<string, Service>()
  const instances = new Map(allInstances(definition).map((one) => [one.name, one]))
  for (const wave of wavesOf(instances.keys(), [...around.calls, ...orderOf(definition)])) {
    const specs = wave.map((name) => specOf(instances.get(name)!, definition, around))
    const started = await Promise.all(specs.map((spec) => runtime.start(spec)))
    for (const service of started) services.set(service.name, service)
  }
  return {
    services,
    links,
    at: around.at,
    reachedBy: (from, service) => runtime.reach(linkAddress(around.reserved, linkName(from, service))),
    folderOf: (service) => folderOf(service, context),
  }
}

/** Gives every service its address and opens a link for each call. */
async function openAllLinks(context: SystemContext, definition: SystemDefinition, known: KnownContainers) {
  const { runtime, seed } = context
  const calls = toldCalls(definition)
  const names = calls.map(({ from, to }) => linkName(from, to))
  const reserved = await reserveLinks(runtime, names)
  const contained = await reserveContainers(runtime, definition, known)
  const at = await reserveServicesOf(runtime, definition, contained)
  const specs = calls.map((call) => ({ ...call, upstream: upstreamOf(call, at) }))
  const named = namedCallsOf(definition, (service) => known.portsOf(service).length > 0)
  const links = await openAllNamed(runtime, { reserved, specs }, named, contained, seed)
  const way = ({ from, to }: Call) => [to, linkAddress(reserved, linkName(from, to))] as const
  const certified = await certifyAll(definition, [...at, ...calls.map(way)])
  const around: Around = { context, at, reserved, calls, known, contained, certified }
  return { links, around }
}

function upstreamOf({ from, to }: Call, at: ReadonlyMap<string, Address>): Address {
  const upstream = at.get(to)
  if (upstream) return upstream
  throw new UsageError(
    `${from} is sent to ${to}, which is not known to listen anywhere: name its port, compose(…, { ports: { ${to}: 8080 } })`,
  )
}

/** Which service is started after which, as containers are described. */
const orderOf = (definition: SystemDefinition): Call[] =>
  allInstances(definition).flatMap(({ name: from, definition: own }) =>
    isContainer(own)
      ? own.after.flatMap((other) =>
          instancesOf(other, definition.services[other]!).map((to) => ({ from, to })),
        )
      : [],
  )

/** Services in the order of their start: each wave mentions only those before it, as far as that can be. */
function* wavesOf(names: Iterable<string>, calls: readonly Call[]): Generator<string[]> {
  const waiting = new Set(names)
  while (waiting.size > 0) {
    const free = [...waiting].filter(
      (name) => !calls.some(({ from, to }) => from === name && waiting.has(to)),
    )
    const wave = free.length > 0 ? free : [...waiting]
    for (const name of wave) waiting.delete(name)
    yield wave
  }
}

interface Around {
  readonly context: SystemContext
  readonly at: ReadonlyMap<string, Address>
  readonly reserved: ReservedLinks
  readonly calls: readonly Call[]
  readonly known: KnownContainers
  /** Addresses of all ports of services in containers. */
  readonly contained: ReadonlyMap<string, readonly Address[]>
  readonly certified: Certified
}

function specOf(instance: Instance, definition: SystemDefinition, around: Around): ServiceSpec {
  const { name, definition: service } = instance
  if (isContainer(service))
    return containerSpec(
      name,
      around.known.services.get(instance.service)!,
      around.contained.get(name)!,
      around.known.facts.get(instance.service)!,
    )
  const values = valuesOf(instance, definition, around)
  const spec = isPreset(service)
    ? presetSpec(name, service, values, around)
    : programSpec(name, service, values, around, definition.folder)
  return around.certified.trusting(spec, textsOf(service))
}

/** Where a service in a container keeps what it writes: its container stays the same over restarts. */
const CONTAINER_FOLDER = '/srv/data'

const folderOf = (name: string, { runtime, workDir }: SystemContext): string =>
  runtime.kind === 'processes' ? join(workDir, name) : CONTAINER_FOLDER

function presetSpec(
  name: string,
  preset: Preset,
  values: Values,
  { context, at, certified }: Around,
): ServiceSpec {
  const address = at.get(name)!
  const where = `services.${name}`
  const certificates = certified.certificates.get(name)
  return {
    ...preset.spec({
      name,
      address,
      ...(certificates && { certificates }),
      folder: folderOf(name, context),
      fill: (part) => {
        const text = preset.texts?.[part] ?? ''
        return preset.ownBraces ? fillKnown(text, mentionsIn(values)) : fill(text, values, `${where}.${part}`)
      },
    }),
    name,
    ports: { main: address },
    ready: {
      by: 'answer',
      port: 'main',
      question: preset.question,
      timeoutMs: preset.readyTimeoutMs ?? readyTimeoutMs,
    },
  }
}

/** Without the names that a service has of its own address and of the run; times are nobody else's. */
const mentionsIn = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([name]) => isScaledMs(name) || !reservedNames.includes(name.split('.')[0]!),
    ),
  )

function programSpec(
  name: string,
  service: Program,
  values: Values,
  { context, at }: Around,
  folder: string | undefined,
): ServiceSpec {
  const address = at.get(name)
  const where = `services.${name}`
  if (context.runtime.kind !== 'processes' && !service.image)
    throw new MissingPartError(`${where} has no image: it runs as a process only`)
  const { image, mount } = imageParts(service.image, folder)
  const { descriptorLimit: limit, firstLife } = service
  return {
    name,
    program: programOf({ ...service, image }, where, (text, part) => fill(text, values, `${where}.${part}`)),
    ...(mount !== undefined && { mount }),
    env: fillAll(service.env ?? {}, values, `${where}.env`),

    ...(firstLife && { firstEnv: fillAll(firstLife, values, `${where}.firstLife`) }),
    ...(limit !== undefined && { descriptorLimit: descriptorsOf(limit, context) }),
    ...(service.names && { names: addressesOf(service.names, values, where) }),
    ...(service.settableClock && { settableClock: true }),
    ...(service.diskMb !== undefined && { disk: diskAt(folderOf(name, context), service.diskMb) }),
    ports: address ? { main: address } : {},
    ready: readyCheck(service.ready ?? (address ? { tcp: true } : { start: true })),
    ...(service.stopSignal && { stopSignal: service.stopSignal }),
    ...(service.killTimeout && { killTimeoutMs: parseDuration(service.killTimeout) * context.factor }),
    cwd: resolve(folder ?? '.', service.cwd ?? '.'),
  }
}

/** The address of the link to each service that a name stands for. */
const addressesOf = (names: NonNullable<Program['names']>, values: Values, where: string) =>
  Object.fromEntries(
    Object.entries(names).map(([name, service]) => [
      name,
      fill(`{${service}.host}`, values, `${where}.names.${name}`),
    ]),
  )

const descriptorsOf = (limit: NonNullable<Program['descriptorLimit']>, { factor }: SystemContext): number =>
  typeof limit === 'number' ? limit : limit(factor)

function imageParts(image: Program['image'], folder = '.'): { image: string | undefined; mount?: string } {
  if (image === undefined || typeof image === 'string') return { image }
  const from = image.from === 'node' ? 'base:node' : image.from
  return { image: from, mount: resolve(folder, image.mount) }
}

/** What the templates of a service stand for: its own address, and those of the links on which it reaches others. */
function valuesOf(
  { name, definition: own, number }: Instance,
  definition: SystemDefinition,
  { context, at, reserved, calls }: Around,
): Values {
  const address = at.get(name)
  const reached = new Set(calls.filter(({ from }) => from === name).map(({ to }) => to))
  const separator = isPreset(own) ? own.separator : undefined
  const mentioned = Object.entries(definition.services).flatMap(([service, one]) =>
    [...new Set([service, ...instancesOf(service, one)])].map((mention) => {
      const instances = mention === service ? instancesOf(service, one) : [mention]
      if (!instances.every((instance) => reached.has(instance))) return {}
      const addresses = instances.map((instance) => linkAddress(reserved, linkName(name, instance)))
      return mentionValues(mention, one, addresses, separator)
    }),
  )
  return Object.assign(
    {
      runId: context.runId,
      seed: String(context.seed),
      copy: String(number),
      folder: folderOf(name, context),
    },
    { timeScale: String(context.factor), ...scaledValues(textsOf(own), context.factor) },
    address && ownAddressValues(address),
    ...mentioned,
  ) as Values
}
