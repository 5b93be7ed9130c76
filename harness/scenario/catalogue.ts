import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import picomatch from 'picomatch'
import { messageOf, UsageError } from '../errors.ts'
import { didYouMean } from '../targets/closest.ts'
import { usersCode } from '../users-code.ts'
import { type AnyScenario, registered } from './define.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The file of a scenario, from its id: `scenarios/<id>.scenario.ts`. */
export const fileOf = (id: string) => join(root, 'scenarios', `${id}.scenario.ts`)

/**
 * Imports every scenario file and gives the scenarios, in the order of their ids.
 * @throws UsageError for a file that cannot be loaded; when an id and its file do not agree, so that a scenario is found by its name
 */
export async function loadCatalogue(): Promise<AnyScenario[]> {
  const files = globSync('scenarios/**/*.scenario.ts', { cwd: root }).map((file) => join(root, file))
  for (const file of files) await importScenario(file)
  const scenarios = registered().sort((a, b) => a.id.localeCompare(b.id))
  for (const { id } of scenarios)
    if (!files.includes(fileOf(id)))
      throw new UsageError(`scenario ${id} is not in ${relative(root, fileOf(id))}: id and file must agree`)
  return scenarios
}

/** @throws UsageError when the file throws, or ends the process: scenarios are the user's */
export async function importScenario(file: string): Promise<void> {
  const shown = relative(root, file)
  try {
    await usersCode(shown, () => import(/* @vite-ignore */ pathToFileURL(file).href))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${shown} cannot be loaded: ${messageOf(error)}`)
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
    if (!scenarios.some(({ id }) => picomatch.isMatch(id, pattern)))
      throw new UsageError(noMatch(pattern, scenarios, commands))
  return scenarios.filter(({ id }) => picomatch.isMatch(id, [...patterns]))
}

function noMatch(pattern: string, scenarios: readonly AnyScenario[], commands: readonly string[]): string {
  const known = [...scenarios.map(({ id }) => id), ...commands]
  const meant = didYouMean(pattern, known, (one) => one)
  return `no scenario matches ${JSON.stringify(pattern)}${meant}${meant ? ' (' : ': '}\`gameday list\` names all ${scenarios.length}${meant ? ')' : ''}`
}
