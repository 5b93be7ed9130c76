import { formatMs } from '../../duration.ts'
import type { CheckResult } from '../results.ts'

/** A time that ran in fewer seconds than it stands for: `4.2 s of scenario time where the design has 5 s`. undefined: it ran as it is. */
export function scenarioTime(
  { observed, design, workMs, unit }: Pick<CheckResult, 'observed' | 'design' | 'workMs' | 'unit'>,
  factor = 1,
): string | undefined {
  if (unit !== 'ms' || factor === 1 || observed === null || design === undefined) return undefined
  // Work takes as long as it does, whatever the factor, and what was seen contains it.
  if (workMs) return `the design has ${formatMs(design)} of scenario time, here ${formatMs(design * factor)}`
  return `${formatMs(observed / factor)} of scenario time where the design has ${formatMs(design)}`
}
