import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { fileOf } from '../scenario/catalogue.ts'
import type { AnyScenario } from '../scenario/define.ts'
import { executionsOf } from '../scenario/executions.ts'
import { factorOf } from '../scenario/profile.ts'
import { longestMs } from '../scenario/run.ts'
import type { Setting } from '../scenario/setting.ts'

/**
 * Starts the scenarios that may take longest first: one that starts last would keep the other workers waiting. The variants of a scenario run
 * one after the other, so they count together; an exclusive one counts nothing, so that it comes last, when the other workers have
 * nothing left to do beside it.
 */
export function longestFirst(scenarios: readonly AnyScenario[], setting: Setting): typeof BaseSequencer {
  const weights = new Map(
    scenarios.map((scenario) => [
      fileOf(scenario.id),
      longestMs(scenario, factorOf(setting.profile, scenario.meta.system)) *
        (scenario.meta.exclusive ? 0 : executionsOf(scenario, setting).length),
    ]),
  )
  const weightOf = ({ moduleId }: TestSpecification) => weights.get(moduleId) ?? 0
  return class LongestFirst extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return files.toSorted((a, b) => weightOf(b) - weightOf(a))
    }
  }
}
