import { isPreset, type LoggedEvent, type Overlay, type SystemDefinition, sourcesOf } from './definition.ts'

/** The services that a variant leaves out. */
export const leftOut = (overlay: Overlay<string>): ReadonlySet<string> =>
  new Set(Object.keys(overlay).filter((name) => overlay[name] === null))

/** A system with what a variant changes. A service that mentions another one only in the variant has a link to it there. */
export function withOverlay(definition: SystemDefinition, overlay: Overlay<string>): SystemDefinition {
  const gone = leftOut(overlay)
  const kept = Object.entries(definition.services).filter(([name]) => !gone.has(name))
  const services = kept.map(([name, service]) => {
    const change = overlay[name]
    if (!change || isPreset(service)) return [name, service] as const
    return [name, { ...service, ...change, env: { ...service.env, ...change.env } }] as const
  })
  const changed = { ...definition, services: Object.fromEntries(services) }
  return gone.size === 0 ? changed : withoutSources(changed, gone)
}

/** Nobody reads the log of a service that is not there. */
function withoutSources(definition: SystemDefinition, gone: ReadonlySet<string>): SystemDefinition {
  const remaining = <One extends { readonly from: string | readonly string[] }>(one: One): One => ({
    ...one,
    from: sourcesOf(one).filter((from) => !gone.has(from)),
  })
  const { events = {}, operations = {} } = definition
  return {
    ...definition,
    events: Object.fromEntries(
      Object.entries(events).map(([kind, readers]) => [
        kind,
        [readers].flat().map((one: LoggedEvent) => remaining(one)),
      ]),
    ),
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, steps]) => [
        name,
        Object.fromEntries(Object.entries(steps).map(([step, one]) => [step, remaining(one)])),
      ]),
    ),
  }
}
