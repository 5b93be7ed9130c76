import { resolve } from 'node:path'
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
import {
  addressValues,
  callsFor,
  fill,
  fillAll,
  ownAddressValues,
  type Values,
} from '../targets/templates.ts'
import { isPreset, type Overlay, type SystemDefinition } from './definition.ts'
import { reserveServices } from './service-parts.ts'
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
    isPreset(service)
      ? []
      : names
          .filter((to) => to !== from && callsFor(to, [service.env, service.command, service.argv]))
          .map((to) => ({ from, to })),
  )
  return [...mentioned, ...Object.entries(probes).map(([from, { to }]) => ({ from, to }))]
}

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
  const { runtime, seed } = context
  const calls = callsOf(definition)
  const reserved = await reserveLinks(
    runtime,
    calls.map(({ from, to }) => linkName(from, to)),
  )
  const at = await reserveAll(runtime, definition)
  const links = await openLinks(
    runtime,
    reserved,
    calls.map((call) => ({ ...call, upstream: at.get(call.to)! })),
    { seed },
  )
  const services = new Map<string, Service>()
  const waiting = new Set(Object.keys(definition.services))
  while (waiting.size > 0) {
    const free = [...waiting].filter(
      (name) => !calls.some(({ from, to }) => from === name && waiting.has(to)),
    )
    const wave = free.length > 0 ? free : [...waiting]
    const started = await Promise.all(
      wave.map((name) => runtime.start(specOf(name, definition, { context, at, reserved, calls }))),
    )
    for (const service of started) services.set(service.name, service)
    for (const name of wave) waiting.delete(name)
  }
  return {
    services,
    links,
    reachedBy: (probe, service) => runtime.reach(addressOf(reserved, linkName(probe, service))),
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
  const address = around.at.get(name)
  if (isPreset(service)) return service.spec(name, address!)
  const values = valuesOf(name, definition, around)
  const where = `services.${name}`
  if (around.context.runtime.kind === 'containers' && !service.image)
    throw new MissingPartError(`${where} has no image: it runs as a process only`)
  return {
    name,
    program: programOf(service, where, (text, part) => fill(text, values, `${where}.${part}`)),
    env: fillAll(service.env ?? {}, values, `${where}.env`),
    ports: address ? { main: address } : {},
    ready: readyCheck(service.ready ?? (address ? { tcp: true } : { start: true })),
    ...(service.stopSignal && { stopSignal: service.stopSignal }),
    ...(service.killTimeout && { killTimeoutMs: parseDuration(service.killTimeout) }),
    cwd: resolve(definition.folder ?? '.', service.cwd ?? '.'),
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
    .map(({ to }) => {
      const far = definition.services[to]!
      return addressValues(to, addressOf(reserved, linkName(name, to)), isPreset(far) ? far.scheme : 'http')
    })
  return Object.assign(
    { runId: context.runId, seed: String(context.seed) },
    own && ownAddressValues(own),
    ...reached,
  ) as Values
}
