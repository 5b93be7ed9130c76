import type { JudgedCheck } from './recompute.ts'

type Placed = Pick<JudgedCheck, 'name' | 'precondition' | 'standing'>

/** The check that a scenario is about: the one that it declares, or the first of its own. undefined: it was not made. */
export function headlineOf<Check extends Placed>(
  declared: string | undefined,
  checks: readonly Check[],
): Check | undefined {
  const own = checks.filter(({ precondition, standing }) => !precondition && !standing)
  return declared === undefined ? own[0] : own.find(({ name }) => name === declared)
}
