import { differenceText } from '../comparison/words.ts'
import { valueText } from '../words.ts'
import { type CheckHistory, type LevelChange, standingWorse } from './check-histories.ts'
import type { History } from './history.ts'
import type { HistoryRow } from './rows.ts'

/** What is worse, a sentence each: tonight against the nights before, and changes of level that still stand. */
export function worseIn({
  checks,
  tonight,
  scenarios,
}: Pick<History, 'checks' | 'scenarios'> & { tonight: History['tonight'] | undefined }): string[] {
  const levels = checks.flatMap((check) => {
    const change = standingWorse(check)
    return change ? `${nameOf(check)}: ${levelText(change, check.unit)}` : []
  })
  return [...tonightWorse(tonight, scenarios), ...levels]
}

/** `512 ms → 640 ms since 2026-01-02 of commit 0123456789, last before it abcdef0123`. */
export function levelText({ from, to, before, after }: LevelChange, unit: string): string {
  const value = (one: number | null) => (one === null ? 'never' : valueText(one, unit))
  return `${value(from)} → ${value(to)} since ${after.startedAt.slice(0, 10)}, ${commitText(after.commit)} (before: ${commitText(before.commit)})`
}

export function commitText(commit: string | null): string {
  return commit === null ? 'no commit' : `commit ${commit.slice(0, 10)}`
}

/** `first bad commit …, last good …` of a row that does not hold; undefined of one that does. */
export function firstBadText({ firstBad, score }: HistoryRow): string | undefined {
  if (!firstBad) return undefined
  const { bad, good } = firstBad
  if (!good) return `no night held; the first of them, ${bad.night}, was of ${commitText(bad.commit)}`
  if (bad.commit !== null && bad.commit === good.commit)
    return `held and broke on the same ${commitText(bad.commit)}: not the code alone${score ? `, ${flakeText(score)}` : ''}`
  return `first bad ${commitText(bad.commit)} (night ${bad.night}), last good ${commitText(good.commit)} (night ${good.night})`
}

export function flakeText(score: number): string {
  return `flake score ${Math.round(score * 100)} %`
}

const nameOf = ({ scenario, check, runtime }: CheckHistory) => `${scenario}: ${check} (${runtime})`

function tonightWorse(tonight: History['tonight'] | undefined, rows: readonly HistoryRow[]): string[] {
  if (!tonight || !('comparison' in tonight)) return []
  const { checks, lost, noLongerDetected } = tonight.comparison
  const since = (scenario: string, runtime: string) => {
    const row = rows.find((one) => one.scenario === scenario && one.runtime === runtime && !one.target)
    const text = row && firstBadText(row)
    return text === undefined ? '' : `; ${text}`
  }
  return [
    ...checks
      .filter(({ verdict }) => verdict === 'worse')
      .map(
        (check) =>
          `${check.scenario}: ${check.check} (${check.runtime}): ${differenceText(check)}, ${check.reason}${since(check.scenario, check.runtime)}`,
      ),
    ...lost.map((one) => `${one}: no longer there`),
    ...noLongerDetected.map((one) => `${one}: broken variant no longer detected`),
  ]
}
