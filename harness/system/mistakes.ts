import { UsageError } from '../errors.ts'
import { didYouMean } from '../targets/closest.ts'
import { addressValues, namesIn } from '../targets/templates.ts'
import { isPreset, type Overlay, type Program, type SystemDefinition } from './definition.ts'

const ownNames = ['host', 'port', 'address']
const ofRun = ['runId', 'seed']

/**
 * Looks for what can never work, before anything starts.
 * @throws UsageError that names the place, and what there is in place of a name that is not known
 */
export function refuseMistakes(name: string, definition: SystemDefinition): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new UsageError(`system ${JSON.stringify(name)}: write its name in lower case`)
  const services = Object.keys(definition.services)
  if (services.length === 0) throw new UsageError(`system ${name}: it has no services`)
  for (const service of services)
    if (!/^[a-z][a-z0-9-]*$/.test(service) || reserved.includes(service))
      throw new UsageError(
        `system ${name}: services.${service}: ${reserved.includes(service) ? 'the name is taken' : 'write its name in lower case'}`,
      )
  for (const [service, one] of Object.entries(definition.services))
    if (!isPreset(one)) refuseProgram(`system ${name}: services.${service}`, service, one, services)
  const watched = [definition.probes, definition.operations].some((one) => Object.keys(one ?? {}).length > 0)
  if (!watched && !definition.clients)
    throw new UsageError(`system ${name}: nothing watches it: give it probes, clients or operations`)
  const known = (where: string, service: string) =>
    refuseUnknown(`system ${name}: ${where}`, service, services)
  for (const [probe, { to, path = '/' }] of Object.entries(definition.probes ?? {})) {
    known(`probes.${probe}.to`, to)
    const far = definition.services[to]!
    if (!isPreset(far) && far.port === false)
      throw new UsageError(`system ${name}: probes.${probe}.to: ${to} listens nowhere (port: false)`)
    if (!path.startsWith('/')) throw new UsageError(`system ${name}: probes.${probe}.path: begin it with /`)
    if (services.includes(probe))
      throw new UsageError(`system ${name}: probes.${probe}: a service has that name`)
  }
  if (definition.clients) {
    const { from, connected, lost } = definition.clients
    known('clients.from', from)
    refuseWithout(`system ${name}: clients.connected`, connected, 'client')
    refuseWithout(`system ${name}: clients.lost`, lost, 'client')
  }
  for (const [operation, steps] of Object.entries(definition.operations ?? {})) {
    if (Object.values(steps).every(({ command }) => command))
      throw new UsageError(`system ${name}: operations.${operation}: at least its first step must be logged`)
    for (const [step, { from, match, command = [] }] of Object.entries(steps)) {
      known(`operations.${operation}.${step}.from`, from)
      for (const used of command.flatMap(namesIn))
        refuseUnknown(
          `system ${name}: operations.${operation}.${step}.command`,
          used,
          ownNames,
          (one) => `{${one}}`,
        )
      refuseWithout(`system ${name}: operations.${operation}.${step}.match`, match, 'key')
    }
  }
}

/** Names that stand beside those of services, in templates or in a variant. */
const reserved = ['failsOn', 'toxiproxy', ...ownNames, ...ofRun]

function refuseProgram(where: string, name: string, program: Program, services: readonly string[]): void {
  const { command, image, argv, port, ready } = program
  if (!command && !(image && argv))
    throw new UsageError(
      `${where}: give it a command (processes, containers), or an image and its argv (containers only)`,
    )
  if (port === false && ready && ('http' in ready || 'tcp' in ready))
    throw new UsageError(
      `${where}.ready: it listens nowhere (port: false): write { log: /pattern/ } or { start: true }`,
    )
  refuseTemplates(where, name, program, services)
}

/** @throws UsageError for a template with a name that nobody fills in */
function refuseTemplates(
  where: string,
  name: string,
  { command = [], argv = [], env = {}, port }: Program,
  services: readonly string[],
): void {
  const known = [
    ...ofRun,
    ...(port === false ? [] : ownNames),
    ...services
      .filter((service) => service !== name)
      .flatMap((service) => Object.keys(addressValues(service, { host: '', port: 0 }))),
  ]
  const texts: [string, string][] = [
    ...command.map((text, index): [string, string] => [`command.${index}`, text]),
    ...argv.map((text, index): [string, string] => [`argv.${index}`, text]),
    ...Object.entries(env).map(([key, text]): [string, string] => [`env.${key}`, text]),
  ]
  for (const [part, text] of texts)
    for (const used of namesIn(text)) refuseUnknown(`${where}.${part}`, used, known, (one) => `{${one}}`)
}

function refuseUnknown(
  where: string,
  name: string,
  known: readonly string[],
  write: (one: string) => string = (one) => one,
): void {
  if (known.includes(name)) return
  const meant = didYouMean(name, known, write)
  throw new UsageError(
    `${where}: ${write(name)} is unknown${meant ? `${meant} There` : '; there'} are ${known.join(', ')}`,
  )
}

function refuseWithout(where: string, pattern: RegExp, group: string): void {
  if (pattern.global || pattern.sticky)
    throw new UsageError(`${where}: ${pattern} goes on where it stopped: leave the flags g and y away`)
  if (!pattern.source.includes(`(?<${group}>`))
    throw new UsageError(`${where}: ${pattern} does not say which: name a group (?<${group}>…)`)
}

/** What a variant asks for that cannot be. @throws UsageError */
export function refuseOverlay(where: string, definition: SystemDefinition, overlay: Overlay<string>): void {
  const services = Object.keys(definition.services)
  for (const [name, change] of Object.entries(overlay)) {
    if (name === 'failsOn') continue
    refuseUnknown(`${where}: ${name}`, name, services)
    const service = definition.services[name]!
    if (isPreset(service))
      throw new UsageError(`${where}: ${name} is a preset: a variant changes programs only`)
    refuseTemplates(`${where}: ${name}`, name, { ...service, ...change }, services)
  }
}
