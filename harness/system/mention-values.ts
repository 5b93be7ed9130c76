import type { Address } from '../runtime/runtime.ts'
import { addressValues, namesIn, ownAddressValues, type Values } from '../targets/templates.ts'
import { isPreset, type ServiceDefinition } from './definition.ts'

/**
 * What the templates that mention a service stand for: of copies, their values with a comma between. `{name.servers}` is what stands in nginx'
 * `upstream`.
 * @param addresses where a service that mentions it reaches it, one for each copy
 */
export function mentionValues(
  name: string,
  service: ServiceDefinition,
  addresses: readonly Address[],
  separator = ',',
): Values {
  const each = addresses.map((address) => oneOf(name, service, address))
  const joined = Object.keys(each[0] ?? {}).map((key) => [key, each.map((one) => one[key]).join(separator)])
  const servers = addresses.map(({ host, port }) => `server ${host}:${port};`).join(' ')
  return { ...Object.fromEntries(joined), [`${name}.servers`]: servers, ...ofPreset(name, service) }
}

function oneOf(name: string, service: ServiceDefinition, address: Address): Values {
  const common = addressValues(name, address)
  return isPreset(service) ? { ...common, [`${name}.url`]: service.url(address) } : common
}

function ofPreset(name: string, service: ServiceDefinition): Values {
  const values = isPreset(service) ? Object.entries(service.values ?? {}) : []
  return Object.fromEntries(values.map(([key, value]) => [`${name}.${key}`, value]))
}

/** Names of a service's own address in its templates. */
export const ownNames = Object.keys(ownAddressValues({ host: '', port: 0 }))

/** Names in templates that are the run's, those of a copy's number and of a service's folder. */
export const namesOfRun = ['runId', 'seed', 'timeScale', 'copy', 'folder']

const scaledMs = /^ms\.(\d+)$/

/** Whether a template's name stands for so many ms of scenario time. */
export const isScaledMs = (name: string): boolean => scaledMs.test(name)

/** Real ms, in whole ones, for each `ms.1500` that is mentioned. */
export function scaledValues(texts: unknown, factor: number): Values {
  const mentioned = namesIn(JSON.stringify(texts) ?? '').filter(isScaledMs)
  return Object.fromEntries(
    mentioned.map((name) => [name, String(Math.round(Number(scaledMs.exec(name)![1]) * factor))]),
  )
}

/** Names that no service may have, as templates have them already. */
export const reservedNames: readonly string[] = [...ownNames, ...namesOfRun, 'ms']
