import type { CheckOp } from './check.ts'

/** What the change of a system would have to be for a check to call it. */
export interface Notices {
  /** The value nearest to the limit that would have been `failed`: scenario time in ms for a duration, else the metric's own unit. */
  readonly from: number
  /** The same as a factor of the design's limit. null: the limit leaves no room to speak of a share of it (`0`, `=`). */
  readonly factor: number | null
}

/**
 * Highest factor of the design's limit at which a timing check is not weak. What the measured work adds to a limit weighs ten times as
 * much where every duration is a tenth, so the compressed profile notices less.
 */
export const noticesGoal = (factor: number): number => (factor === 1 ? 1.5 : 3)

export interface NoticesOf {
  readonly op: CheckOp
  /** What was held against the metric: the scaled limit and the measured work, real ms for a duration. */
  readonly limit: number
  /** The design's limit: scenario time in ms for a duration. */
  readonly design: number
  /** Uncertainty of the metric, in its unit. */
  readonly uncertainty: number
  /** Real time = scenario time × factor; 1 for what is no duration. */
  readonly factor: number
  /** Things are counted: the next whole number is the next value. */
  readonly counts: boolean
}

/** The smallest change that an execution would have called `failed`. */
export function noticesOf({ op, limit, design, uncertainty, factor, counts }: NoticesOf): Notices {
  const sign = op === '>=' ? -1 : 1
  const beyond = limit + sign * (uncertainty + (counts ? 1 : 0))
  const from = beyond / factor
  const share = op === '==' || design === 0 ? null : from / design
  return { from: round(from), factor: share === null ? null : round(share) }
}

/** Why a check that passes says little of the system; undefined where it says enough. Only limits from above on times can be weak. */
export function whyWeak(notices: Notices, factor: number): string | undefined {
  const goal = noticesGoal(factor)
  if (notices.factor === null || notices.factor <= goal) return undefined
  return `it would notice no less than ${notices.factor} times the design's limit, and the goal is ${goal}`
}

const round = (value: number) => Number(value.toFixed(3))
