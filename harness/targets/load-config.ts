import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf, UsageError } from '../errors.ts'
import { usersCode } from '../users-code.ts'
import { configSchema, type Target } from './schema.ts'

export const configFileName = 'gameday.config.ts'

/**
 * Loads the targets of a configuration file.
 * @param file from the working directory; default: `gameday.config.ts` in it
 * @throws UsageError when there is none, when it cannot be loaded, and for what is wrong in it, with the path in the file
 */
export async function loadTargets(file: string = configFileName): Promise<ReadonlyMap<string, Target>> {
  const path = resolve(file)
  const shown = relative(process.cwd(), path)
  if (!existsSync(path))
    throw new UsageError(`${shown} is not there: a target needs a configuration (--config FILE)`)
  let loaded: { readonly default?: unknown }
  try {
    loaded = await usersCode(shown, () => import(/* @vite-ignore */ pathToFileURL(path).href))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${shown} cannot be loaded: ${messageOf(error)}`)
  }
  return parseTargets(loaded.default, { shown, folder: dirname(path) })
}

/** @throws UsageError that names the path of everything that is wrong */
export function parseTargets(
  config: unknown,
  { shown, folder }: { readonly shown: string; readonly folder: string },
): ReadonlyMap<string, Target> {
  const parsed = read(config, shown)
  if (!parsed.success) {
    throw new UsageError(`${shown}: ${mistakesIn(parsed.error.issues).join('; ')}`)
  }
  return new Map(
    Object.entries(parsed.data.targets).map(([name, target]) => [name, { ...target, name, folder }]),
  )
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
