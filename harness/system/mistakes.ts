import { isAbsolute } from 'node:path'
import { UsageError } from '../errors.ts'
import { isDefined } from '../journal/event-kinds.ts'
import { unknownWord } from '../targets/closest.ts'
import { wordsOf } from '../targets/described-program.ts'
import { namesIn } from '../targets/templates.ts'
import { instancesOf } from './copies.ts'
import {
  type ClientsDefinition,
  type ContainerService,
  isContainer,
  isPreset,
  type LoggedEvent,
  type OperationDefinition,
  type ProbeDefinition,
  type Program,
  readersOf,
  type ServiceDefinition,
  type SystemDefinition,
  sourcesOf,
} from './definition.ts'
import { refuseDisk } from './disk.ts'
import { isScaledMs, mentionValues, namesOfRun, ownNames, reservedNames } from './mention-values.ts'

/**
 * Looks for what can never work, before anything starts.
 * @throws UsageError that names the place, and what there is in place of a name that is not known
 */
export function refuseMistakes(name: string, definition: SystemDefinition): void {
  const where = `system ${name}`
  if (!lowerCase.test(name))
    throw new UsageError(`system ${JSON.stringify(name)}: write its name in lower case`)
  const services = Object.keys(definition.services)
  if (services.length === 0) throw new UsageError(`${where}: it has no services`)
  for (const service of services) {
    // Names of a file that others read, too, are theirs; only what nobody else may be called is refused.
    const isTheirs = isContainer(definition.services[service]!)
    if ((isTheirs ? notEven : reserved).includes(service))
      throw new UsageError(`${where}: services.${service}: the name is taken`)
    if (!(isTheirs ? anyName : lowerCase).test(service))
      throw new UsageError(`${where}: services.${service}: write its name in lower case`)
    refuseService(`${where}: services.${service}`, service, definition)
    refuseCopies(`${where}: services.${service}`, service, definition.services)
  }
  const { probes, operations, events } = definition
  const watched = [probes, operations, events].some((one) => Object.keys(one ?? {}).length > 0)
  if (!watched && !definition.clients)
    throw new UsageError(`${where}: nothing watches it: give it probes, clients, operations or events`)
  if (definition.scalable && !/\{(timeScale|ms\.\d+)\}/.test(JSON.stringify(definition.services)))
    throw new UsageError(
      `${where}: scalable: none of its programs is told how fast to run: mention {timeScale} or {ms.1500}`,
    )
  for (const [probe, one] of Object.entries(definition.probes ?? {}))
    refuseProbe(`${where}: probes.${probe}`, probe, one, definition)
  for (const [caller, { to }] of Object.entries(definition.callers ?? {}))
    refuseCaller(`${where}: callers.${caller}`, caller, to, definition)
  for (const service of definition.sockets ?? []) refuseUnknown(`${where}: sockets`, service, services)
  if (definition.clients) refuseClients(`${where}: clients`, definition.clients, services)
  for (const [operation, steps] of Object.entries(definition.operations ?? {}))
    refuseOperation(`${where}: operations.${operation}`, steps, services)
  for (const [kind, reader] of readersOf(definition)) {
    refuseReader(`${where}: events.${kind}`, reader, services)
    if (!isDefined(kind))
      throw new UsageError(
        `${where}: events.${kind}: define its fields first, with defineEvent('${kind}', …)`,
      )
  }
}

const lowerCase = /^[a-z][a-z0-9-]*$/
const anyName = /^[a-z0-9][\w.-]*$/i

const asTemplate = (name: string) => `{${name}}`

function refuseProbe(
  where: string,
  name: string,
  { to, mistake }: ProbeDefinition,
  { services }: SystemDefinition,
): void {
  const far = calledService(where, name, to, services)
  const wrong = mistake?.(far)
  if (wrong !== undefined) throw new UsageError(`${where}.${wrong}`)
}

function refuseCaller(where: string, name: string, to: string, { services, probes }: SystemDefinition): void {
  calledService(where, name, to, services)
  if (Object.hasOwn(probes ?? {}, name)) throw new UsageError(`${where}: a probe has that name`)
}

/** The service that a probe or caller of this name is sent to. */
function calledService(where: string, name: string, to: string, services: Services): ServiceDefinition {
  const far = probedService(where, to, services)
  if (!isListening(far)) throw new UsageError(`${where}.to: ${to} listens nowhere (port: false)`)
  if (Object.hasOwn(services, name)) throw new UsageError(`${where}: a service has that name`)
  return far
}

/** The service that a probe is sent to, or that of the copy. */
function probedService(where: string, to: string, services: Services): ServiceDefinition {
  const copies = Object.entries(services).flatMap(([name, one]) =>
    instancesOf(name, one).map((instance) => [instance, one] as const),
  )
  const own = services[to]
  if (own && !isPreset(own) && own.copies !== undefined)
    throw new UsageError(
      `${where}.to: ${to} has copies: send it to one, ${instancesOf(to, own).join(' or ')}, or to a proxy before them`,
    )
  refuseUnknown(`${where}.to`, to, [...new Map(copies).keys()])
  return new Map(copies).get(to)!
}

function refuseClients(
  where: string,
  { from, connected, lost }: ClientsDefinition,
  services: readonly string[],
): void {
  refuseUnknown(`${where}.from`, from, services)
  refuseWithout(`${where}.connected`, connected, 'client')
  refuseWithout(`${where}.lost`, lost, 'client')
}

function refuseOperation(where: string, steps: OperationDefinition, services: readonly string[]): void {
  const [first] = Object.values(steps)
  if (!first || first.command) throw new UsageError(`${where}: at least its first step must be logged`)
  for (const [name, step] of Object.entries(steps)) {
    const { match, command = [] } = step
    if (sourcesOf(step).length === 0) throw new UsageError(`${where}.${name}.from: name a service`)
    for (const from of sourcesOf(step)) refuseUnknown(`${where}.${name}.from`, from, services)
    for (const used of command.flatMap(namesIn))
      refuseUnknown(`${where}.${name}.command`, used, ownNames, asTemplate)
    refuseWithout(`${where}.${name}.match`, match, 'key')
  }
}

function refuseReader(where: string, reader: LoggedEvent, services: readonly string[]): void {
  const { match, json } = reader
  for (const from of sourcesOf(reader)) refuseUnknown(`${where}.from`, from, services)
  if ((match === undefined) === (json === undefined))
    throw new UsageError(`${where}: say by match or by json which lines are such events, and not by both`)
  if (match) refuseStateful(`${where}.match`, match)
}

/** Names that stand beside those of services, in templates or in a variant. */
const notEven = ['failsOn', 'toxiproxy']
const reserved = [...notEven, ...reservedNames]

export function refuseService(where: string, name: string, { services }: SystemDefinition): void {
  const service = services[name]!
  if (isContainer(service)) refusePeers(where, service, services)
  else if (!isPreset(service)) refuseProgram(where, name, service, services)
  else if (!service.ownBraces)
    refuseUnknownIn(where, Object.entries(service.texts ?? {}), knownTo(name, services, true))
}

/** @throws UsageError for another service that has been taken away since its description was read */
export function refusePeers(where: string, { peers, after }: ContainerService, services: Services): void {
  for (const other of [...peers.map(({ service }) => service), ...after])
    refuseUnknown(`${where} needs`, other, Object.keys(services))
}

/** More than anybody kills singly. */
const COPIES_MAX = 50

function refuseCopies(where: string, name: string, services: Services): void {
  const service = services[name]!
  const copies = isPreset(service) ? undefined : service.copies
  if (copies === undefined) return
  if (!Number.isInteger(copies) || copies < 1 || copies > COPIES_MAX)
    throw new UsageError(`${where}.copies: ${copies} is no number from 1 to ${COPIES_MAX}`)
  const taken = instancesOf(name, service).find((one) => Object.hasOwn(services, one))
  if (taken !== undefined) throw new UsageError(`${where}.copies: a service is called ${taken} already`)
}

type Services = SystemDefinition['services']

function refuseProgram(where: string, name: string, program: Program, services: Services): void {
  const { command, image, argv, port, ready } = program
  if (!command && !(image && argv))
    throw new UsageError(
      `${where}: give it a command (processes, containers), or an image and its argv (containers only)`,
    )
  if (typeof command === 'function' && image && !argv)
    throw new UsageError(`${where}: its command is built when it starts: say what the image runs, by argv`)
  refuseRelativeProgram(where, wordsOf(command))
  if (port === false && ready && ('http' in ready || 'tcp' in ready))
    throw new UsageError(
      `${where}.ready: it listens nowhere (port: false): write { log: /pattern/ } or { start: true }`,
    )
  if (program.diskMb !== undefined) refuseDisk(`${where}.diskMb`, program.diskMb)
  refuseTemplates(where, name, program, services)
}

/** Programs are looked up on the PATH; a path would be looked for in the folder of gameday itself, not in that of the system. */
function refuseRelativeProgram(where: string, command: readonly string[]): void {
  const [program] = command
  if (program === undefined || !program.includes('/') || isAbsolute(program) || program.startsWith('{'))
    return
  throw new UsageError(
    `${where}.command: ${program} is a relative path: write path.join(import.meta.dirname, '${program}'), or run it by its interpreter: ['sh', '${program}']`,
  )
}

/** @throws UsageError for a template with a name that nobody fills in */
export function refuseTemplates(where: string, name: string, program: Program, services: Services): void {
  refuseUnknownIn(where, textsOf(program), knownTo(name, services, program.port !== false))
}

/** What of a program may hold templates, by its place. */
export const textsOf = ({
  command,
  argv = [],
  env = {},
  firstLife = {},
}: Program): [part: string, text: string][] => [
  ...wordsOf(command).map((text, index): [string, string] => [`command.${index}`, text]),
  ...argv.map((text, index): [string, string] => [`argv.${index}`, text]),
  ...Object.entries(env).map(([key, text]): [string, string] => [`env.${key}`, text]),
  ...Object.entries(firstLife).map(([key, text]): [string, string] => [`firstLife.${key}`, text]),
]

/** The names that the templates of a service may use. */
function knownTo(name: string, services: Services, listens: boolean): string[] {
  const others = Object.entries(services).filter(([other, one]) => other !== name && isListening(one))
  const nowhere = { host: '', port: 0 }
  return [
    ...namesOfRun,
    ...(listens ? ownNames : []),
    ...others.flatMap(([other, one]) =>
      [...new Set([other, ...instancesOf(other, one)])].flatMap((mention) =>
        Object.keys(mentionValues(mention, one, [nowhere])),
      ),
    ),
  ]
}

const isListening = (service: ServiceDefinition) =>
  isPreset(service) || isContainer(service) || service.port !== false

function refuseUnknownIn(
  where: string,
  texts: readonly (readonly [part: string, text: string])[],
  known: readonly string[],
): void {
  for (const [part, text] of texts)
    for (const used of namesIn(text))
      if (!isScaledMs(used)) refuseUnknown(`${where}.${part}`, used, known, asTemplate)
}

export function refuseUnknown(
  where: string,
  name: string,
  known: readonly string[],
  quote: (one: string) => string = (one) => one,
): void {
  if (!known.includes(name)) throw new UsageError(`${where}: ${unknownWord(name, known, quote)}`)
}

function refuseWithout(where: string, pattern: RegExp, group: string): void {
  refuseStateful(where, pattern)
  if (!pattern.source.includes(`(?<${group}>`))
    throw new UsageError(`${where}: ${pattern} does not say which: name a group (?<${group}>…)`)
}

function refuseStateful(where: string, pattern: RegExp): void {
  if (pattern.global || pattern.sticky)
    throw new UsageError(`${where}: ${pattern} goes on where it stopped: leave out the flags g and y`)
}
