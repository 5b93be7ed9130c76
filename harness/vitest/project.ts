import type { TestProjectInlineConfiguration } from 'vitest/config'
import type { Vitest } from 'vitest/node'
import { codeFile } from '../../docker/paths.ts'
import { findProject } from '../scenario/project.ts'
import { SETTING_VARIABLE } from '../scenario/setting.ts'
import { listing } from './listing.ts'
import { NAME } from './name.ts'
import { RunReporter } from './run-reporter.ts'
import { besideScenarios } from './watched.ts'

/** Behind every project that does not say otherwise: nothing competes with what is timed here. */
const GROUP_ORDER = 1_000

/**
 * The project of vitest that the scenarios of a configuration file are.
 * @param config the file. Default: the nearest one upwards
 * @throws UsageError as `findProject`
 */
export async function scenarioProject(config?: string): Promise<TestProjectInlineConfiguration> {
  const project = await findProject(config)
  return {
    root: project.root,
    test: {
      name: NAME,
      include: [...project.scenarios],
      exclude: ['**/node_modules/**'],
      pool: 'forks',
      // Nothing of one scenario file is left for the next: saves a second of CPU for each.
      isolate: false,
      globals: true,
      setupFiles: [codeFile('harness/scenario/worker-setup')],
      env: { [SETTING_VARIABLE]: JSON.stringify(listing(project)) },
      sequence: { groupOrder: GROUP_ORDER },
      // Node itself loads the files, as in `gameday run`.
      experimental: { viteModuleRunner: false, nodeLoader: false },
    },
  }
}

/** Gives runs of vitest with scenarios a report, and has scenarios run again when what lies beside them changes. */
export async function reportRuns({ config, projects }: Vitest, file?: string): Promise<void> {
  const project = await findProject(file)
  if (config.reporters.some((one) => one instanceof RunReporter)) return
  config.reporters.push(new RunReporter(project))
  config.watchTriggerPatterns = [...(config.watchTriggerPatterns ?? []), besideScenarios(projects, project)]
}
