import { type MissingReport, missingReport } from '../analysis/capabilities.ts'
import type { Target } from '../targets/target.ts'
import type { AnyScenario } from './define.ts'
import { rehearse } from './rehearse.ts'

/** A reason why checks cannot be had of a target, and those checks. */
export interface UnreportedChecks extends MissingReport {
  readonly checks: readonly string[]
}

/**
 * Checks of a scenario that a target's programs do not report enough for, by reason, before anything starts: its body is gone through with nothing
 * behind it (`rehearse`).
 */
export async function unreportedChecks(
  scenario: AnyScenario,
  target: Target,
  hosts?: number,
): Promise<UnreportedChecks[]> {
  const { system } = scenario.meta
  const known = {
    target: target.name,
    reports: system.reports?.(target),
    notReported: system.notReported?.(target),
  }
  const found = new Map<string, MissingReport & { readonly checks: Set<string> }>()
  await rehearse(scenario, target, hosts, (check, { metric, params } = { metric: '', params: {} }) => {
    const unreported = missingReport(metric, params, known)
    if (!unreported) return
    const group = found.get(unreported.reason) ?? { ...unreported, checks: new Set() }
    found.set(unreported.reason, group)
    group.checks.add(check)
  })
  return [...found.values()].map(({ checks, ...unreported }) => ({ ...unreported, checks: [...checks] }))
}
