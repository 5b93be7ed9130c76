import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import picomatch from 'picomatch'
import { loadBuiltIn } from '../built-in.ts'
import { messageOf, UsageError } from '../errors.ts'
import { didYouMean } from '../targets/closest.ts'
import { usersCode } from '../users-code.ts'
import { openToUsers } from '../users-imports.ts'
import { type AnyScenario, registered } from './define.ts'
import { isOwn, ownProject, type Project } from './project.ts'

/** File of each scenario that was loaded, by its id. */
const files = new Map<string, string>()

/** The file of a scenario of the catalogue, absolute. @throws Error for one that was not loaded from a file */
export function fileOf(id: string): string {
  const file = files.get(id)
  if (file === undefined) throw new Error(`scenario ${id} was not loaded from a file`)
  return file
}

/**
 * Imports every scenario file of a project and gives the scenarios, in the order of their ids.
 * @throws UsageError for a file that cannot be loaded, and when there is none
 */
export async function loadCatalogue(project: Project = ownProject): Promise<AnyScenario[]> {
  const { root, scenarios: globs } = project
  await loadBuiltIn()
  const found = globSync([...globs], { cwd: root, exclude: (path) => /(^|[/\\])node_modules$/.test(path) })
  for (const file of found.map((path) => join(root, path)).sort()) await importScenario(file, project)
  const scenarios = registered().sort((a, b) => a.id.localeCompare(b.id))
  if (scenarios.length === 0)
    throw new UsageError(`there is no scenario in ${root}: none in a file that matches ${globs.join(' or ')}`)
  return scenarios
}

/**
 * @throws UsageError when the file throws, or ends the process: scenarios are the user's; in gameday's own checkout, when an id and its file
 * do not agree, so that a scenario is found by its name
 */
export async function importScenario(file: string, project: Project = ownProject): Promise<void> {
  const shown = relative(project.root, file)
  const before = new Set(registered().map(({ id }) => id))
  openToUsers()
  try {
    await usersCode(shown, () => import(/* @vite-ignore */ pathToFileURL(file).href))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${shown} cannot be loaded: ${messageOf(error)}`)
  }
  for (const { id } of registered().filter((one) => !before.has(one.id))) {
    if (isOwn(project) && shown !== join('scenarios', `${id}.scenario.ts`))
      throw new UsageError(`scenario ${id} is in ${shown}: id and file must agree`)
    files.set(id, file)
  }
}

export interface Shard {
  /** From 1. */
  readonly index: number
  readonly count: number
}

/**
 * Every `count`-th scenario, so that several machines share a run.
 * @throws UsageError when nothing is left: a run of nothing proves nothing
 */
export function shardOf(scenarios: readonly AnyScenario[], { index, count }: Shard): AnyScenario[] {
  const own = scenarios.filter((_, i) => i % count === index - 1)
  if (own.length === 0)
    throw new UsageError(`shard ${index}/${count} is empty: there are only ${scenarios.length} scenarios`)
  return own
}

/**
 * Scenarios whose id is named or matched by a glob; all when nothing is named.
 * @param commands words that may have been meant in place of a scenario
 * @throws UsageError for a pattern that matches nothing: a run that silently leaves something out proves nothing
 */
export function selectScenarios(
  scenarios: readonly AnyScenario[],
  patterns: readonly string[],
  commands: readonly string[] = [],
): AnyScenario[] {
  if (patterns.length === 0) return [...scenarios]
  for (const pattern of patterns)
    if (!scenarios.some(({ id }) => matches(id, pattern)))
      throw new UsageError(noMatch(pattern, scenarios, commands))
  return scenarios.filter(({ id }) => patterns.some((pattern) => matches(id, pattern)))
}

/** A word without a slash is all scenarios of that folder: `shop` is `shop/*`. */
const matches = (id: string, pattern: string): boolean =>
  picomatch.isMatch(pattern.includes('/') ? id : id.split('/')[0]!, pattern)

function noMatch(pattern: string, scenarios: readonly AnyScenario[], commands: readonly string[]): string {
  const folders = new Set(scenarios.map(({ id }) => id.split('/')[0]!))
  const known = [...scenarios.map(({ id }) => id), ...folders, ...commands]
  const meant = didYouMean(pattern, known, (one) => one)
  return `no scenario matches ${JSON.stringify(pattern)}${meant}${meant ? ' (' : ': '}\`gameday list\` names all ${scenarios.length}${meant ? ')' : ''}`
}
