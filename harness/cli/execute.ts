import { createVitest } from 'vitest/node'
import { codeFile } from '../../docker/paths.ts'
import { compileCacheEnvironment } from '../compile-cache.ts'
import { fileOf } from '../scenario/catalogue.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { executionsOf } from '../scenario/executions.ts'
import { isOwn, type Project } from '../scenario/project.ts'
import { publishSetting, type Setting } from '../scenario/setting.ts'
import type { Interrupts } from './interrupts.ts'
import { longestFirst } from './longest-first.ts'
import { followProgress } from './progress.ts'
import { VitestErrors } from './vitest-errors.ts'

/** What a part of a run is carried out with. */
interface Part {
  readonly project: Project
  readonly setting: Setting
  /** Scenarios at the same time. */
  readonly concurrency: number
  readonly interrupts: Interrupts
}

/** Lets vitest run the scenarios' files. Gives what vitest could not even start. */
export async function executeAll(
  scenarios: readonly AnyScenario[],
  { project, setting, concurrency, interrupts }: Part,
): Promise<Error | undefined> {
  publishSetting(setting)
  // A system without a folder of its own runs its commands there, from wherever gameday was started.
  if (!isOwn(project)) process.chdir(project.root)
  const executions = scenarios.flatMap((scenario) => executionsOf(scenario, setting))
  const errors = new VitestErrors()
  const sequencer = longestFirst(scenarios, setting)
  const vitest = await createVitest(
    'test',
    { ...configOf(project), reporters: [errors], maxWorkers: concurrency, sequence: { sequencer } },
    { logLevel: 'error' },
  )
  interrupts.listen(() => void vitest.cancelCurrentRun('keyboard-input'))
  const progress = followProgress(
    setting.runDir,
    executions.map(({ scenario, ...rest }) => ({ id: scenario.id, ...rest })),
  )
  try {
    await vitest.start([...new Set(executions.map(({ scenario }) => fileOf(scenario.id)))])
  } finally {
    progress.stop()
    await vitest.close()
  }
  return errors.first
}

/** All that vitest is told: a project may have a configuration of its own for its own tests, which must not get in the way. */
const configOf = ({ root, scenarios }: Project) => ({
  root,
  config: false as const,
  watch: false,
  passWithNoTests: true,
  pool: 'forks' as const,
  // Nothing of one scenario file is left for the next: saves a second of CPU for each.
  isolate: false,
  globals: true,
  include: [...scenarios],
  exclude: ['**/node_modules/**'],
  setupFiles: [codeFile('harness/scenario/worker-setup')],
  // From its start on, a worker needs nothing that takes types out.
  env: compileCacheEnvironment(),
  // Node itself loads the files. vite takes paths for URLs: it cannot load what lies below a folder with a % in its name.
  experimental: { viteModuleRunner: false, nodeLoader: false },
})
