import { type FirstBad, firstBad } from '../../analysis/history/first-bad.ts'
import { type Flakiness, flakinessOf } from '../../analysis/history/flakiness.ts'
import { type Outcome, worstOf } from '../results.ts'
import { codeOf } from './code-of.ts'
import type { Night } from './nights.ts'

/** A scenario on one runtime, over the nights. */
export interface HistoryRow extends Flakiness {
  readonly scenario: string
  readonly runtime: string
  /** Name of the target whose programs ran; absent: the current version. */
  readonly target?: string
  /** What it came to each night, the worst of its executions; null: it did not run. */
  readonly outcomes: readonly (Outcome | null)[]
  /** Since when it has not held; absent where it holds. */
  readonly firstBad?: FirstBad
}

type Result = Night['results']['scenarios'][number]

/** A row per scenario, runtime and target, by name. Broken variants stand in the row of the current version. */
export function rowsOf(nights: readonly Night[]): HistoryRow[] {
  const keys = new Map(
    nights.flatMap(({ results }) => results.scenarios.map((result) => [keyOf(result), result])),
  )
  return [...keys].sort(([a], [b]) => a.localeCompare(b)).map(([key, like]) => rowOf(key, like, nights))
}

function rowOf(key: string, like: Result, nights: readonly Night[]): HistoryRow {
  const perNight = nights.map(({ results }) => results.scenarios.filter((result) => keyOf(result) === key))
  const mustHold = perNight.map((results) => results.filter(({ kind }) => kind !== 'broken'))
  const bad = firstBad(
    nights.map((night, i) => ({
      night: night.id,
      commit: night.results.run.commit,
      held: heldIn(mustHold[i]!),
    })),
  )
  return {
    scenario: like.id,
    runtime: like.runtime,
    ...(like.kind === 'target' && { target: like.variant }),
    outcomes: perNight.map((results) => worstOf(results) ?? null),
    ...flakinessOf(
      nights.flatMap((night, i) =>
        mustHold[i]!.map(({ verdict }) => ({ commit: codeOf(night.results.run), verdict })),
      ),
    ),
    ...(bad && { firstBad: bad }),
  }
}

const keyOf = ({ id, runtime, kind, variant }: Result) =>
  `${id} ${runtime}${kind === 'target' ? ` ${variant}` : ''}`

/** null: nothing could be told, so that the night is neither good nor bad. */
function heldIn(results: readonly Result[]): boolean | null {
  if (results.some(({ verdict }) => verdict === 'failed')) return false
  return results.some(({ verdict }) => verdict === 'passed') ? true : null
}
