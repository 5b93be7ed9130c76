import { MissingPartError } from '../errors.ts'
import { runtimeKinds } from '../journal/events.ts'
import { loadTargets, pickTargets } from '../targets/load-config.ts'
import type { Target } from '../targets/target.ts'
import type { AnyScenario } from './define.ts'
import type { Execution } from './executions.ts'
import type { Setting } from './setting.ts'

/** A target, where it is one that this system knows what to ask of. */
export const ownTarget = (
  { meta: { system } }: AnyScenario,
  target: Target | undefined,
): Target | undefined => (target?.system === system.name ? target : undefined)

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
  const { system } = meta
  if (!system.refusal) return `target ${target.name}: a ${system.name} has no targets`
  if (target.system !== system.name) return `target ${target.name}: it is one of ${target.system}`
  return system.refusal(target, on)
}

/**
 * Why a scenario cannot be had with a target on any runtime, as the one says that its programs are for; undefined where one of them can. Whether
 * images are there is for a run to find out.
 */
export function refusalAnywhere(scenario: AnyScenario, target: Target): string | undefined {
  const [first, second] = runtimeKinds
  const runtimes = target.hasCommands ? [first, second] : [second, first]
  const reasons = runtimes.map((runtime) => refusalText(scenario, target, { runtime }))
  return reasons.includes(undefined) ? undefined : reasons[0]
}

/** @throws MissingPartError that says why a scenario cannot be had with a target */
export function refuseTarget(scenario: AnyScenario, target: Target, on: On): void {
  const reason = refusalText(scenario, target, on)
  if (reason !== undefined) throw new MissingPartError(reason)
}
