import {
  isContainer,
  isPreset,
  type LoggedEvent,
  type Overlay,
  type Preset,
  type ProgramChange,
  type ServiceDefinition,
  type SystemDefinition,
  sourcesOf,
} from './definition.ts'

/** The services that a variant leaves out. */
export const leftOut = (overlay: Overlay<string>): ReadonlySet<string> =>
  new Set(Object.keys(overlay).filter((name) => overlay[name] === null))

/** A system with what a variant changes. A service that mentions another one only in the variant has a link to it there. */
export function withOverlay(definition: SystemDefinition, overlay: Overlay<string>): SystemDefinition {
  const gone = leftOut(overlay)
  const kept = Object.entries(definition.services).filter(([name]) => !gone.has(name))
  const services = kept.map(([name, service]) => {
    const change = overlay[name]
    return [name, change ? withChange(service, change) : service] as const
  })
  const changed = { ...definition, services: Object.fromEntries(services) }
  return gone.size === 0 ? changed : withoutSources(changed, gone)
}

/** A service with what a variant changes of it. */
function withChange(service: ServiceDefinition, change: ProgramChange | Preset): ServiceDefinition {
  if ('preset' in change) return change
  if (isPreset(service)) return service
  const env = { ...service.env, ...change.env }
  if (!isContainer(service)) return { ...service, ...change, env }
  // One that has to be built is a process's.
  const command = change.argv ?? (typeof change.command === 'function' ? undefined : change.command)
  const { container } = service
  return {
    ...service,
    env,
    ...(typeof change.image === 'string' && { image: { tag: change.image } }),
    ...(command && { container: { ...container, create: { ...container.create, Cmd: [...command] } } }),
  }
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
