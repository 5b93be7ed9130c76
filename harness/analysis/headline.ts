import { tightnessOf } from './margin.ts'
import type { JudgedCheck } from './recompute.ts'

type Placed = Pick<JudgedCheck, 'name' | 'precondition' | 'standing'>
type Weighed = Placed & Pick<JudgedCheck, 'observed' | 'op' | 'limit' | 'verdict' | 'notApplicable'>

const ownOf = <Check extends Placed>(checks: readonly Check[]): Check[] =>
  checks.filter(({ precondition, standing }) => !precondition && !standing)

/** The check without which a scenario says nothing: the one that it declares, or the first of its own. undefined: it was not made. */
export function subjectOf<Check extends Placed>(
  declared: string | undefined,
  checks: readonly Check[],
): Check | undefined {
  const own = ownOf(checks)
  return declared === undefined ? own[0] : own.find(({ name }) => name === declared)
}

/** The check by which a scenario is summed up: the one that it declares, or the tightest of its own. undefined: it was not made. */
export function headlineOf<Check extends Weighed>(
  declared: string | undefined,
  checks: readonly Check[],
): Check | undefined {
  if (declared !== undefined) return subjectOf(declared, checks)
  const own = ownOf(checks)
  return tightestOf(own.filter(({ notApplicable }) => !notApplicable)) ?? own[0]
}

/** A broken limit before one that cannot be told before one that is kept, each by the share that is left; those without a share last. */
export function tightestOf<Check extends Weighed>(checks: readonly Check[]): Check | undefined {
  const rank = ({ verdict }: Check) => ['failed', 'inconclusive', 'passed'].indexOf(verdict)
  const left = (check: Check) => tightnessOf(check) ?? Infinity
  return checks.toSorted((a, b) => rank(a) - rank(b) || compare(left(a), left(b)))[0]
}

/** Infinities are as large as one another. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b)
