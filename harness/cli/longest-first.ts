import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { fileOf } from '../scenario/catalogue.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { executionsOf } from '../scenario/executions.ts'
import { profiles } from '../scenario/profile.ts'
import { longestMs } from '../scenario/run.ts'
import type { Setting } from '../scenario/setting.ts'

/**
 * Starts the scenarios that may take longest first: one that starts last and alone would keep the other workers waiting. The
 * forms of a scenario run one after the other, so they count together. Those that want to be alone come last: in between, everybody would
 * wait for them twice, until those who are there have left and until they have.
 */
export function longestFirst(scenarios: readonly AnyScenario[], setting: Setting): typeof BaseSequencer {
  const weights = new Map(
    scenarios.map((scenario) => [
      fileOf(scenario.id),
      longestMs(scenario, profiles[setting.profile]) * executionsOf(scenario, setting).length,
    ]),
  )
  const weightOf = ({ moduleId }: TestSpecification) => weights.get(moduleId) ?? 0
  const alone = new Set(scenarios.filter(({ meta }) => meta.alone).map(({ id }) => fileOf(id)))
  const isAlone = ({ moduleId }: TestSpecification) => Number(alone.has(moduleId))
  return class LongestFirst extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return files.toSorted((a, b) => isAlone(a) - isAlone(b) || weightOf(b) - weightOf(a))
    }
  }
}
