import type { GuardState as Held } from '../guard/state.ts'
import type { GuardState } from './protocol.ts'

/** A guard as viewers see it, in numbers that can be read at a glance. */
export function shownGuard({ guard, about, value, worst, op, limit, unit, fired, reason }: Held): GuardState {
  const rounded = (number: number | null) => (number === null ? null : Number(number.toPrecision(4)))
  return {
    ...{ guard, name: about, op, limit, unit, tripped: fired },
    ...{ value: rounded(value), worst: rounded(worst) },
    ...(value === null && reason !== undefined && { reason }),
  }
}
