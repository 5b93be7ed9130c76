import { isContainer, isPreset, type Overlay, type ServiceDefinition } from './definition.ts'

type Change = NonNullable<Overlay<string>[string]>

/** A service with what a variant changes of it. */
export function withChange(service: ServiceDefinition, change: Change): ServiceDefinition {
  if (isPreset(service)) return service
  const env = { ...service.env, ...change.env }
  if (!isContainer(service)) return { ...service, ...change, env }
  const command = change.argv ?? change.command
  const { container } = service
  return {
    ...service,
    env,
    ...(typeof change.image === 'string' && { image: { tag: change.image } }),
    ...(command && { container: { ...container, create: { ...container.create, Cmd: [...command] } } }),
  }
}
