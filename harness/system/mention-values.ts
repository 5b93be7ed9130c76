import type { Address } from '../runtime/runtime.ts'
import { addressValues, ownAddressValues, type Values } from '../targets/templates.ts'
import { isPreset, type ServiceDefinition } from './definition.ts'

/** What the templates that mention a service stand for. @param address where whoever mentions it reaches it */
export function mentionValues(name: string, service: ServiceDefinition, address: Address): Values {
  const common = addressValues(name, address)
  if (!isPreset(service)) return common
  const more = Object.entries(service.values ?? {}).map(([key, value]) => [`${name}.${key}`, value])
  return { ...common, [`${name}.url`]: service.url(address), ...Object.fromEntries(more) }
}

/** Names of a service's own address in its templates. */
export const ownNames = Object.keys(ownAddressValues({ host: '', port: 0 }))

/** Names of the run in templates. */
export const namesOfRun = ['runId', 'seed']

/** Names that no service may have, as templates have them already. */
export const reservedNames: readonly string[] = [...ownNames, ...namesOfRun]
