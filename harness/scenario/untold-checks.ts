import { type NotTold, notTold } from '../analysis/told.ts'
import type { Target } from '../targets/schema.ts'
import type { AnyScenario } from './define.ts'
import { rehearse } from './rehearse.ts'

/** A reason why checks cannot be had of a target, and those checks. */
export interface UntoldChecks extends NotTold {
  readonly checks: readonly string[]
}

/**
 * Checks of a scenario that a target's programs do not tell enough for, by reason, before anything starts: its body is gone through with nothing
 * behind it (`rehearse`).
 */
export async function untoldChecks(
  scenario: AnyScenario,
  target: Target,
  hosts?: number,
): Promise<UntoldChecks[]> {
  const { system } = scenario.meta
  const known = {
    target: target.name,
    tells: system.tells?.(target),
    tellsNot: system.tellsNot?.(target),
  }
  const found = new Map<string, NotTold & { readonly checks: Set<string> }>()
  await rehearse(scenario, target, hosts, (check, { metric, params } = { metric: '', params: {} }) => {
    const untold = notTold(metric, params, known)
    if (!untold) return
    const group = found.get(untold.reason) ?? { ...untold, checks: new Set() }
    found.set(untold.reason, group)
    group.checks.add(check)
  })
  return [...found.values()].map(({ checks, ...untold }) => ({ ...untold, checks: [...checks] }))
}
