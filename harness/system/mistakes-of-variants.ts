import { UsageError } from '../errors.ts'
import { namesIn } from '../targets/templates.ts'
import { isContainer, isPreset, type Overlay, type SystemDefinition } from './definition.ts'
import { refusePeers, refuseService, refuseTemplates, refuseUnknown, textsOf } from './mistakes.ts'
import { leftOut, withOverlay } from './overlay.ts'

/** What a variant asks for that cannot be. @throws UsageError */
export function refuseOverlay(where: string, definition: SystemDefinition, overlay: Overlay<string>): void {
  const services = Object.keys(definition.services)
  for (const [name, change] of Object.entries(overlay)) {
    if (name === 'failsOn') continue
    refuseUnknown(`${where}: ${name}`, name, services)
    const service = definition.services[name]!
    if (!change) continue
    if ('preset' in change) {
      refuseService(`${where}: ${name}`, name, { services: { ...definition.services, [name]: change } })
      continue
    }
    if (isPreset(service))
      throw new UsageError(
        `${where}: ${name} is a preset: put another in its place, ${name}: ${service.preset}(…)`,
      )
    if (isContainer(service)) {
      if (typeof change.image === 'object')
        throw new UsageError(`${where}: ${name} has an image of its own: a variant names another tag`)
      continue
    }
    refuseTemplates(`${where}: ${name}`, name, { ...service, ...change }, definition.services)
  }
  const gone = leftOut(overlay)
  if (gone.size > 0) refuseGaps(where, gone, withOverlay(definition, overlay))
}

/** What needs a service that a variant leaves out. */
function refuseGaps(where: string, gone: ReadonlySet<string>, changed: SystemDefinition): void {
  const left = [...gone].join(', ')
  for (const [name, service] of Object.entries(changed.services)) {
    if (isContainer(service)) {
      refusePeers(`${where}: it leaves ${left} out; ${name}`, service, changed.services)
      continue
    }
    const texts = isPreset(service) ? Object.entries(service.texts ?? {}) : textsOf(service)
    for (const [part, text] of texts)
      for (const used of namesIn(text))
        if (gone.has(used.split('.')[0]!))
          throw new UsageError(
            `${where}: it leaves ${left} out, and ${name} mentions {${used}} (${part}): change that, too`,
          )
  }
  const watching = [
    ...Object.entries(changed.probes ?? {}).map(([name, { to }]) => [`probes.${name}`, to] as const),
    ...Object.entries(changed.callers ?? {}).map(([name, { to }]) => [`callers.${name}`, to] as const),
    ...(changed.sockets ?? []).map((service) => ['sockets', service] as const),
    ...(changed.clients ? [['clients', changed.clients.from] as const] : []),
  ]
  for (const [what, service] of watching)
    if (gone.has(service)) throw new UsageError(`${where}: it leaves ${left} out, which ${what} needs`)
}
