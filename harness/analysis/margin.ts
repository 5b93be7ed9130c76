import type { CheckOp } from './check.ts'

interface Limited {
  readonly observed: number | null
  readonly op: CheckOp
  readonly limit: number
}

/** Share of the limit that is left, −∞..1; undefined where a limit leaves no room (`= 0`, `≤ 0`). */
export function marginOf({ observed, op, limit }: Limited): number | undefined {
  if (op === '==' || limit === 0) return undefined
  if (observed === null) return -Infinity
  return op === '<=' ? (limit - observed) / limit : (observed - limit) / limit
}
