import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestProject, Vitest } from 'vitest/node'
import type { Project } from '../scenario/project.ts'

type Trigger = NonNullable<Vitest['config']['watchTriggerPatterns']>[number]

/**
 * What has scenarios run again while vitest watches. vitest knows nothing of what a scenario imports, because Node loads it: so every
 * source file beside a scenario counts as one of its own. One that tests import is left to vitest, which would run only what it is told here.
 */
export function besideScenarios(projects: readonly TestProject[], project: Project): Trigger {
  const isKnown = (file: string) =>
    projects.some(({ vite }) =>
      Object.values(vite.environments).some(({ moduleGraph }) => moduleGraph.getModulesByFile(file)?.size),
    )
  return {
    pattern: /\.(?:[cm]?[jt]s|json)$/,
    testsToRun: (file) => {
      const scenarios = scenariosBeside(file, project)
      return scenarios.length === 0 || isKnown(file) ? undefined : scenarios
    },
  }
}

/** A scenario itself, or all that lie in the folder of another file; absolute paths. */
export function scenariosBeside(file: string, { root, scenarios }: Project): string[] {
  const all = globSync([...scenarios], { cwd: root, exclude: ['**/node_modules/**'] }).map((path) =>
    join(root, path),
  )
  return all.includes(file) ? [file] : all.filter((scenario) => dirname(scenario) === dirname(file))
}
