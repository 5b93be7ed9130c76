import type { Draw } from '../../analysis/history/rank-shift.ts'
import { type CheckHistory, checkHistories } from './check-histories.ts'
import type { NightFolder } from './read-nights.ts'
import { type HistoryRow, rowsOf } from './rows.ts'
import { type Tonight, tonightOf } from './tonight.ts'
import { worseIn } from './worse.ts'

/** Version of `gameday history --json`; fields are only ever added to one. */
const HISTORY_SCHEMA = 1

/** Nights that tonight is compared with, and within which a change point is recent, unless said otherwise. */
export const LAST_DEFAULT = 10

/** A folder of nights, as page, terminal and JSON show it. */
export interface History {
  readonly schema: typeof HISTORY_SCHEMA
  /** Oldest first. */
  readonly nights: readonly {
    readonly id: string
    readonly folders: readonly string[]
    readonly startedAt: string
    readonly commit: string | null
    readonly dirty: boolean
  }[]
  /** Nights that say nothing, and lines of the store that cannot be read, each with why. */
  readonly leftOut: readonly string[]
  readonly scenarios: readonly HistoryRow[]
  readonly checks: readonly CheckHistory[]
  readonly tonight?: Tonight
  /** What is worse, a sentence each; empty where nothing is. */
  readonly worse: readonly string[]
}

export interface HistoryOptions {
  readonly last?: number
  /** Random numbers in [0, 1) for a check, seeded by its name, so that the same nights give the same history. */
  readonly drawOf: (key: string) => Draw
}

/** Everything that is computed from the nights. */
export function historyOf(
  { nights, leftOut, damaged }: NightFolder,
  { last = LAST_DEFAULT, drawOf }: HistoryOptions,
): History {
  const tonight = tonightOf(nights, leftOut, last)
  const checks = checkHistories(nights, { recent: last, drawOf })
  const scenarios = rowsOf(nights)
  return {
    schema: HISTORY_SCHEMA,
    nights: nights.map(({ id, folders, results: { run } }) => ({
      ...{ id, folders, startedAt: run.startedAt, commit: run.commit, dirty: run.dirty ?? false },
    })),
    leftOut: [
      ...leftOut.map(({ night, reason }) => `${night}: ${reason}`),
      ...nights.flatMap(({ id, missing }) => (missing === undefined ? [] : `${id}: ${missing}`)),
      ...damaged,
    ],
    scenarios,
    checks,
    ...(tonight && { tonight }),
    worse: worseIn({ checks, tonight, scenarios }),
  }
}
