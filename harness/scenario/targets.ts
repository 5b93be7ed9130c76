import { MissingPartError } from '../errors.ts'
import { loadTargets, pickTargets } from '../targets/load-config.ts'
import type { Target } from '../targets/schema.ts'
import type { AnyScenario } from './define.ts'
import type { Execution } from './executions.ts'
import type { Setting } from './setting.ts'

/** The target of an execution; undefined where the programs of this repository run. */
export async function targetOf({ target }: Execution, setting: Setting): Promise<Target | undefined> {
  if (target === undefined || !setting.targets) return undefined
  return pickTargets(await loadTargets(setting.targets.config), [target])[0]
}

interface On {
  readonly hosts?: number | undefined
  readonly runtime: Execution['runtime']
}

/** Why a scenario cannot be had with a target; undefined where it can. */
export function refusalText({ meta }: AnyScenario, target: Target, on: On): string | undefined {
  return meta.system.refusal
    ? meta.system.refusal(target, on)
    : `target ${target.name}: a ${meta.system.name} has no targets`
}

/** @throws MissingPartError that says why a scenario cannot be had with a target */
export function refuseTarget(scenario: AnyScenario, target: Target, on: On): void {
  const reason = refusalText(scenario, target, on)
  if (reason !== undefined) throw new MissingPartError(reason)
}
