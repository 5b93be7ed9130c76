import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadTargetSchemas } from '../built-in.ts'
import { messageOf, UsageError } from '../errors.ts'
import { usersCode } from '../users-code.ts'
import { openToUsers } from '../users-imports.ts'
import { type Config, configSchema } from './schema.ts'
import type { Target } from './target.ts'

const configFileNames = ['gameday.config.ts', 'gameday.config.js', 'gameday.config.mjs'] as const

/** The configuration file of a folder or of the nearest one above it; undefined where there is none. */
export function findConfigFile(folder: string): string | undefined {
  const found = configFileNames.map((name) => join(folder, name)).find((file) => existsSync(file))
  const above = dirname(folder)
  return found ?? (above === folder ? undefined : findConfigFile(above))
}

/**
 * Loads a configuration file.
 * @param file from the working directory
 * @throws UsageError when it is not there, when it cannot be loaded, and for what is wrong in it, with the path in the file
 */
export async function loadConfig(file: string): Promise<Config> {
  const path = resolve(file)
  const shown = relative(process.cwd(), path)
  if (!existsSync(path)) throw new UsageError(`${shown} is not there: --config names a configuration file`)
  openToUsers()
  await loadTargetSchemas()
  let loaded: { readonly default?: unknown }
  try {
    loaded = await usersCode(shown, () => import(/* @vite-ignore */ pathToFileURL(path).href))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${shown} cannot be loaded: ${messageOf(error)}`)
  }
  return parseConfig(loaded.default, shown)
}

/** The targets of a configuration file. @throws UsageError as `loadConfig`, and when it describes none */
export async function loadTargets(file: string): Promise<ReadonlyMap<string, Target>> {
  const path = resolve(file)
  const config = await loadConfig(path)
  return targetsOf(config, { shown: relative(process.cwd(), path), folder: dirname(path) })
}

interface Place {
  /** The file, for people. */
  readonly shown: string
  readonly folder: string
}

/** @throws UsageError that names the path of everything that is wrong */
export const parseTargets = (config: unknown, place: Place): ReadonlyMap<string, Target> =>
  targetsOf(parseConfig(config, place.shown), place)

function targetsOf({ targets }: Config, { shown, folder }: Place): ReadonlyMap<string, Target> {
  if (!targets) throw new UsageError(`${shown}: targets: describe at least one target`)
  return new Map(Object.entries(targets).map(([name, target]) => [name, { ...target, name, folder }]))
}

/** @throws UsageError that names the path of everything that is wrong */
function parseConfig(config: unknown, shown: string): Config {
  const parsed = read(config, shown)
  if (!parsed.success) throw new UsageError(`${shown}: ${mistakesIn(parsed.error.issues).join('; ')}`)
  return parsed.data
}

/** A configuration is a program: what it gives may throw when it is looked at. */
function read(config: unknown, shown: string): ReturnType<typeof configSchema.safeParse> {
  try {
    return configSchema.safeParse(config)
  } catch (error) {
    throw new UsageError(`${shown} cannot be read: ${messageOf(error)}`)
  }
}

/** One line for each mistake: targets may share a part, and with it what is wrong in it. */
function mistakesIn(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]): string[] {
  const shared = Map.groupBy(issues, ({ path, message }) =>
    path[0] === 'targets' ? `${path.slice(2).join('.')}: ${message}` : `${path.join('.')}: ${message}`,
  )
  return [...shared.values()].map(([first, ...more]) => {
    const also = more.map(({ path }) => String(path[1]))
    const place = first!.path.join('.') || 'default export'
    return `${place}: ${first!.message}${also.length > 0 ? ` (so in ${also.join(', ')})` : ''}`
  })
}

/** The targets with these names, in their order. @throws UsageError for one that is not described */
export function pickTargets(targets: ReadonlyMap<string, Target>, names: readonly string[]): Target[] {
  return names.map((name) => {
    const target = targets.get(name)
    if (!target)
      throw new UsageError(`no target ${JSON.stringify(name)}: there are ${[...targets.keys()].join(', ')}`)
    return target
  })
}
