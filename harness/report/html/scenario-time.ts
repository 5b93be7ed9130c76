import { formatMs } from '../../duration.ts'
import type { CheckResult } from '../results.ts'

/** A time that ran in fewer seconds than it stands for: `4.2 s of 5 s in scenario time`. undefined: it ran as it is. */
export function scenarioTime(
  { observed, design, workMs, unit }: Pick<CheckResult, 'observed' | 'design' | 'workMs' | 'unit'>,
  factor = 1,
): string | undefined {
  if (unit !== 'ms' || factor === 1 || observed === null || design === undefined) return undefined
  // Work takes as long as it does, whatever the factor: what was seen beside it cannot be told apart.
  const besides = workMs ? `, and ${formatMs(workMs)} of work` : ''
  return `${formatMs(observed / factor)} of scenario time where the design has ${formatMs(design)}${besides}`
}
