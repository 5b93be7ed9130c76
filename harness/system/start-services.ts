import { join, resolve } from 'node:path'
import { parseDuration } from '../duration.ts'
import { MissingPartError } from '../errors.ts'
import {
  addressOf,
  type Link,
  linkName,
  openLinks,
  type ReservedLinks,
  reserveLinks,
} from '../runtime/links.ts'
import type { Address, Runtime, Service, ServiceSpec } from '../runtime/runtime.ts'
import { programOf, readyCheck } from '../targets/described-program.ts'
import { callsFor, fill, fillAll, fillKnown, ownAddressValues, type Values } from '../targets/templates.ts'
import {
  isPreset,
  type Overlay,
  type Preset,
  type Program,
  type ServiceDefinition,
  type SystemDefinition,
} from './definition.ts'
import { mentionValues, reservedNames } from './mention-values.ts'
import { readyTimeoutMs, reserveServices } from './service-parts.ts'
import type { SystemContext } from './system.ts'

export interface StartedServices {
  readonly services: ReadonlyMap<string, Service>
  readonly links: ReadonlyMap<string, Link>
  /** Where the harness reaches a service on the way of a probe. */
  readonly reachedBy: (probe: string, service: string) => Address
}

/** A link: who calls whom. */
export interface Call {
  readonly from: string
  readonly to: string
}

/** Who calls whom: a service calls what its templates mention, a probe what it is sent to. Each is a link of its own. */
export function callsOf({ services, probes = {} }: SystemDefinition): Call[] {
  const names = Object.keys(services)
  const mentioned = Object.entries(services).flatMap(([from, service]) =>
    names.filter((to) => to !== from && callsFor(to, textsOf(service))).map((to) => ({ from, to })),
  )
  return [...mentioned, ...Object.entries(probes).map(([from, { to }]) => ({ from, to }))]
}

/** Every text of a service that may mention others. */
const textsOf = (service: ServiceDefinition): unknown =>
  isPreset(service) ? (service.texts ?? {}) : [service.env, service.command, service.argv]

/** A system with what a variant changes. A service that mentions another one only in the variant has a link to it there. */
export function withOverlay(definition: SystemDefinition, overlay: Overlay<string>): SystemDefinition {
  const changed = Object.entries(definition.services).map(([name, service]) => {
    const change = overlay[name]
    if (!change || isPreset(service)) return [name, service] as const
    return [name, { ...service, ...change, env: { ...service.env, ...change.env } }] as const
  })
  return { ...definition, services: Object.fromEntries(changed) }
}

/** Starts everything, those first that others mention; of services that mention each other, all that are left at once. */
export async function startServices(
  context: SystemContext,
  definition: SystemDefinition,
): Promise<StartedServices> {
  const { runtime } = context
  const { links, around } = await openAllLinks(context, definition)
  const services = new Map<string, Service>()
  for (const wave of wavesOf(definition, around.calls)) {
    const specs = wave.map((name) => specOf(name, definition, around))
    const started = await Promise.all(specs.map((spec) => runtime.start(spec)))
    for (const service of started) services.set(service.name, service)
  }
  return {
    services,
    links,
    reachedBy: (probe, service) => runtime.reach(addressOf(around.reserved, linkName(probe, service))),
  }
}

/** Gives every service its address and opens a link for each call. */
async function openAllLinks(context: SystemContext, definition: SystemDefinition) {
  const { runtime, seed } = context
  const calls = callsOf(definition)
  const names = calls.map(({ from, to }) => linkName(from, to))
  const reserved = await reserveLinks(runtime, names)
  const at = await reserveAll(runtime, definition)
  const upstreams = calls.map((call) => ({ ...call, upstream: at.get(call.to)! }))
  const links = await openLinks(runtime, reserved, upstreams, { seed })
  const around: Around = { context, at, reserved, calls }
  return { links, around }
}

/** Services in the order of their start: each wave mentions only those before it, as far as that can be. */
function* wavesOf({ services }: SystemDefinition, calls: readonly Call[]): Generator<string[]> {
  const waiting = new Set(Object.keys(services))
  while (waiting.size > 0) {
    const free = [...waiting].filter(
      (name) => !calls.some(({ from, to }) => from === name && waiting.has(to)),
    )
    const wave = free.length > 0 ? free : [...waiting]
    for (const name of wave) waiting.delete(name)
    yield wave
  }
}

async function reserveAll(
  runtime: Runtime,
  { services }: SystemDefinition,
): Promise<ReadonlyMap<string, Address>> {
  const listening = Object.entries(services).filter(([, one]) => isPreset(one) || one.port !== false)
  const names = listening.map(([name]) => name)
  // Any of them may be taken down: whoever dials it meanwhile is refused, and does not hang.
  const reserved = await reserveServices(runtime, names, () => true)
  return new Map(names.map((name) => [name, reserved[name]!]))
}

interface Around {
  readonly context: SystemContext
  readonly at: ReadonlyMap<string, Address>
  readonly reserved: ReservedLinks
  readonly calls: readonly Call[]
}

function specOf(name: string, definition: SystemDefinition, around: Around): ServiceSpec {
  const service = definition.services[name]!
  const values = valuesOf(name, definition, around)
  return isPreset(service)
    ? presetSpec(name, service, values, around)
    : programSpec(name, service, values, around, definition.folder)
}

/** Where a service in a container keeps what it writes: its container stays the same over restarts. */
const CONTAINER_FOLDER = '/srv/data'

function presetSpec(name: string, preset: Preset, values: Values, { context, at }: Around): ServiceSpec {
  const address = at.get(name)!
  const { kind } = context.runtime
  const where = `services.${name}`
  return {
    ...preset.spec({
      name,
      address,
      folder: kind === 'containers' ? CONTAINER_FOLDER : join(context.workDir, name),
      fill: (part) => {
        const text = preset.texts?.[part] ?? ''
        return preset.ownBraces ? fillKnown(text, mentionsIn(values)) : fill(text, values, `${where}.${part}`)
      },
    }),
    name,
    ports: { main: address },
    ready: { by: 'answer', port: 'main', question: preset.question, timeoutMs: readyTimeoutMs },
  }
}

/** Without the names that a service has of its own address and of the run. */
const mentionsIn = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !reservedNames.includes(name)))

function programSpec(
  name: string,
  service: Program,
  values: Values,
  { context, at }: Around,
  folder: string | undefined,
): ServiceSpec {
  const address = at.get(name)
  const where = `services.${name}`
  if (context.runtime.kind === 'containers' && !service.image)
    throw new MissingPartError(`${where} has no image: it runs as a process only`)
  return {
    name,
    program: programOf(service, where, (text, part) => fill(text, values, `${where}.${part}`)),
    env: fillAll(service.env ?? {}, values, `${where}.env`),
    ports: address ? { main: address } : {},
    ready: readyCheck(service.ready ?? (address ? { tcp: true } : { start: true })),
    ...(service.stopSignal && { stopSignal: service.stopSignal }),
    ...(service.killTimeout && { killTimeoutMs: parseDuration(service.killTimeout) }),
    cwd: resolve(folder ?? '.', service.cwd ?? '.'),
  }
}

/** What the templates of a service stand for: its own address, and those of the links on which it reaches others. */
function valuesOf(
  name: string,
  definition: SystemDefinition,
  { context, at, reserved, calls }: Around,
): Values {
  const own = at.get(name)
  const reached = calls
    .filter(({ from }) => from === name)
    .map(({ to }) => mentionValues(to, definition.services[to]!, addressOf(reserved, linkName(name, to))))
  return Object.assign(
    { runId: context.runId, seed: String(context.seed) },
    own && ownAddressValues(own),
    ...reached,
  ) as Values
}
