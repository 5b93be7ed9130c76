import type { Reporter, TestModule, TestProject, TestRunEndReason, TestSpecification } from 'vitest/node'
import { unmark } from '../runtime/reaper/mark.ts'
import { RUN_VARIABLE } from '../runtime/state.ts'
import { defaultConcurrency } from '../scenario/concurrency.ts'
import type { Project } from '../scenario/project.ts'
import { SETTING_VARIABLE, type Setting } from '../scenario/setting.ts'
import { beginVitestRun } from '../scenario/vitest-run.ts'
import { cancelledBySignals } from './cancelled-by-signals.ts'
import { NAME } from './name.ts'

/** Gives each run of vitest with scenarios in it a folder of its own and a report, also while vitest watches. */
export class RunReporter implements Reporter {
  readonly #project: Project
  #end: ((aborted: boolean) => Promise<void>) | undefined

  constructor(project: Project) {
    this.#project = project
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const scenarios = specifications.find(({ project }) => project.name === NAME)?.project
    if (!scenarios) return
    const run = await beginVitestRun(this.#project)
    const { runtimeReason, runId, seed, profile } = run.setting
    // Only workers of scenarios bear the mark of the run: what tests of the reader start is theirs to end.
    await unmark(process.pid)
    this.#tell(scenarios, run.setting)
    const restoreSignals = cancelledBySignals(scenarios.vitest)
    this.#end = async (aborted) => {
      await run.end(aborted)
      restoreSignals()
    }
    console.log(` ${runtimeReason}\n run ${runId}, seed ${seed}, ${profile} profile`)
  }

  async onTestRunEnd(_: readonly TestModule[], __: unknown, reason: TestRunEndReason): Promise<void> {
    const end = this.#end
    this.#end = undefined
    await end?.(reason === 'interrupted')
  }

  /** Hands a run's setting to the workers, which take the environment from here when they start. */
  #tell({ config }: TestProject, { select: _all, ...setting }: Setting): void {
    const { root, defaults } = this.#project
    config.env[SETTING_VARIABLE] = JSON.stringify({ ...setting, root } satisfies Setting)
    config.env[RUN_VARIABLE] = setting.runId
    const kind = setting.runtimes.every((one) => one === 'processes') ? 'processes' : 'containers'
    config.maxWorkers = defaults.concurrency ?? defaultConcurrency[kind]
  }
}
