import { formatMs } from '../../duration.ts'
import type { CheckResult } from '../results.ts'

/** A time that ran in fewer seconds than it stands for: `4.2 s of 5 s in scenario time`. undefined: it ran as it is. */
export function scenarioTime(
  { observed, design, unit }: Pick<CheckResult, 'observed' | 'design' | 'unit'>,
  factor = 1,
): string | undefined {
  if (unit !== 'ms' || factor === 1 || observed === null || design === undefined) return undefined
  return `${formatMs(observed / factor)} of scenario time where the design has ${formatMs(design)}`
}
