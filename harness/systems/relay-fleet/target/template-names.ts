import { templates, unknownWord } from '../../../definitions.ts'
import type { Mistake } from './mistakes.ts'
import { isShipped, type Shipped, shippedValues } from './shipped.ts'

interface ServiceTexts {
  readonly ready: object
  readonly command?: readonly string[] | undefined
  readonly argv?: readonly string[] | undefined
  readonly env: Readonly<Record<string, string>>
}

interface OwnDependency extends ServiceTexts {
  readonly shared: boolean
  readonly publicUrl?: string | undefined
}

/** What of a target may hold templates. */
interface Templated {
  readonly health?: string | undefined
  readonly relay: ServiceTexts
  readonly host: ServiceTexts & {
    readonly per: 'host' | 'fleet'
    readonly single?: ServiceTexts | false | undefined
  }
  readonly edge: 'gameday' | ServiceTexts
  readonly dependencies: Readonly<Record<string, OwnDependency | Shipped>>
  readonly redis: boolean
  readonly probe: {
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string | undefined
    readonly slowPath?: string | false | undefined
    readonly success: { readonly body: string }
  }
  readonly directory?:
    | ({ readonly owner: string } & (
        | { readonly redisHash: string; readonly field: string }
        | { readonly lua: string }
        | { readonly sql: string; readonly url: string }
        | { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> }
      ))
    | false
    | undefined
}

type Path = Mistake['path']

const ofRun = ['runId', 'seed']
const ofAddress = Object.keys(templates.ownAddressValues({ host: '', port: 0 }))

/**
 * Templates of a target with a name that nobody fills in at their place, before anything starts. A name must be one of those that are there
 * when the text is filled in: see docs/bring-your-own.md.
 */
export function templateMistakes(target: Templated): Mistake[] {
  const { relay, host, edge, dependencies, probe, directory, health } = target
  const callable = dependencyNames(target)
  const service = (path: Path, texts: ServiceTexts, names: readonly string[], without?: string) => {
    const calls = Object.entries(callable).flatMap(([name, own]) => (name === without ? [] : own))
    return [
      ...textsOf(path, texts).flatMap(unknownIn([...ofRun, ...ofAddress, ...names, ...calls])),
      ...leaves([...path, 'ready'], 'http' in texts.ready ? { http: texts.ready.http } : {}).flatMap(
        notFilled,
      ),
    ]
  }
  const dial = Object.keys(templates.addressValues('dial', { host: '', port: 0 }))
  const everywhere = [...ofRun, ...Object.values(callable).flat()]
  const { path, headers, body, slowPath, success } = probe
  const asked = { path, headers, ...(body === undefined ? {} : { body }), success }
  return [
    ...service(['relay'], relay, ['machineId', 'region']),
    ...service(['host'], host, [host.per === 'host' ? 'id' : 'hosts', 'token', ...dial]),
    ...(host.single ? service(['host', 'single'], host.single, ['id', 'token', ...dial]) : []),
    ...(edge === 'gameday' ? [] : service(['edge'], edge, ['routes'])),
    ...Object.entries(dependencies).flatMap(([name, one]) =>
      isShipped(one)
        ? []
        : service(
            ['dependencies', name],
            one,
            [],
            one.shared || one.publicUrl !== undefined ? undefined : name,
          ),
    ),
    ...leaves(['probe'], asked).flatMap(unknownIn(['id', 'clientToken'])),
    ...leaves(['probe'], slowPath ? { slowPath } : {}).flatMap(unknownIn(['id', 'ms'])),
    ...(directory ? leaves(['directory'], { owner: directory.owner }) : []).flatMap(
      unknownIn(['machineId', 'region']),
    ),
    ...(directory && 'redisHash' in directory
      ? leaves(['directory'], { field: directory.field }).flatMap(unknownIn(['id']))
      : []),
    ...(directory && 'url' in directory
      ? leaves(['directory'], { url: directory.url }).flatMap(unknownIn(everywhere))
      : []),
    ...leaves([], { health }).flatMap(notFilled),
    ...(directory && 'command' in directory
      ? textsOf(['directory'], directory).flatMap(unknownIn(everywhere))
      : []),
  ]
}

/** The names under which each dependency is known. */
function dependencyNames({ redis, dependencies }: Templated): Record<string, string[]> {
  const names = [...(redis ? ['redis'] : []), ...Object.keys(dependencies)]
  const namesOf = (name: string) => {
    const one = dependencies[name]
    const own = one && isShipped(one) ? shippedValues(name, one, '') : {}
    const publicly = one?.publicUrl === undefined ? [] : [`${name}.publicUrl`]
    return [...Object.keys({ ...templates.addressValues(name, { host: '', port: 0 }), ...own }), ...publicly]
  }
  return Object.fromEntries(names.map((name) => [name, namesOf(name)]))
}

interface Text {
  readonly path: Path
  readonly text: string
}

/** A text that is taken as it is: a name in it would be asked for with its braces. */
const notFilled = ({ path, text }: Text): Mistake[] =>
  templates
    .namesIn(text)
    .map((name) => ({ path, message: `{${name}} is taken as it is: no names are filled in here` }))

const textsOf = (path: Path, { command, argv, env }: Omit<ServiceTexts, 'ready'>): Text[] =>
  leaves(path, { ...(command && { command }), ...(argv && { argv }), env })

/** Every text in a value of objects and arrays, with its path. */
function leaves(path: Path, value: unknown): Text[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (Array.isArray(value)) return value.flatMap((one, index) => leaves([...path, index], one))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => leaves([...path, key], one))
}

const unknownIn =
  (known: readonly string[]) =>
  ({ path, text }: Text): Mistake[] =>
    templates
      .namesIn(text)
      .filter((name) => !known.includes(name))
      .map((name) => ({ path, message: unknownWord(name, known, (one) => `{${one}}`) }))
