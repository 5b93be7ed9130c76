import { UsageError } from '../errors.ts'
import { readGuard } from '../guard/guard.ts'
import type { AnyScenario } from '../scenario/define.ts'
import type { Project } from '../scenario/project.ts'

/**
 * The guards of a run, as they are written: those of the project, then those of the command line.
 * @throws UsageError for one that cannot be; metrics are known once the scenarios are loaded
 */
export const guardsOf = ({ guard }: Project, given: readonly string[] = []): string[] => [
  ...guard.map((one) => readGuard(one).text),
  ...given.map((one) => readGuard(one).text),
]

/** What is wrong with a guard shows before anything starts. @throws UsageError */
export function refuseGuards(scenarios: readonly AnyScenario[], guards: readonly string[]): void {
  for (const guard of guards) readGuard(guard)
  for (const { id, meta } of scenarios)
    for (const guard of meta.guard ?? [])
      try {
        readGuard(guard)
      } catch (error) {
        throw error instanceof UsageError ? new UsageError(`${id}: ${error.message}`) : error
      }
}
