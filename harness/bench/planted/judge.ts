import { compareRuns } from '../../report/comparison/compare.ts'
import { checkHistories } from '../../report/history/check-histories.ts'
import type { Night } from '../../report/history/nights.ts'
import { seededRandom } from '../../scenario/random.ts'
import { dealt, drawn, planted } from './plant.ts'

export interface Trial {
  readonly nights: readonly Night[]
  readonly trials: number
}

/** What was found at each size of a planted change; 0: nothing was planted. */
export interface Found {
  readonly size: number
  /** Trials in which anything at all was called worse. */
  readonly any: number
  /** Of each check that has a duration: in how many trials it was called worse. */
  readonly byCheck: ReadonlyMap<string, number>
}

const sizes = [0, 0.1, 0.2, 0.5, 1, 2] as const

/** Nights that are drawn from the recorded ones when change points are looked for, and the last of them that are slower. */
export const DRAWN_NIGHTS = 30
export const CHANGED_NIGHTS = 5

/** The last night slower, against all before it: as `compare --last` does it, and with all repetitions simply taken together. */
export function nightsFound({ nights, trials }: Trial): { byNight: Found[]; pooled: Found[] } {
  const found = (byNight: boolean) =>
    sizes.map((size) =>
      count(size, trials, (seed) => {
        const order = dealt(nights, seed)
        const before = order.slice(0, -1).map(({ results }) => results)
        const { checks } = compareRuns(before, [planted(order.at(-1)!, size).results], { byNight })
        return checks.map(({ scenario, check, unit, verdict }) => ({
          key: `${scenario}: ${check}`,
          duration: unit === 'ms',
          worse: verdict === 'worse',
        }))
      }),
    )
  return { byNight: found(true), pooled: found(false) }
}

/** The last nights slower, as `history` looks for change points; only what it finds at the right place, or a night beside it, counts. */
export function changePointsFound({ nights, trials }: Trial): Found[] {
  return sizes.map((size) =>
    count(size, trials, (seed) => {
      const changed = DRAWN_NIGHTS - CHANGED_NIGHTS
      const order = drawn(nights, DRAWN_NIGHTS, seed).map((night, i) =>
        i < changed ? night : planted(night, size),
      )
      const drawOf = (key: string) => seededRandom(seed, key).next
      return checkHistories(order, { recent: DRAWN_NIGHTS, drawOf }).map((check) => ({
        key: `${check.scenario}: ${check.check}`,
        duration: check.unit === 'ms',
        worse: check.changes.some(
          ({ verdict, after }) =>
            size === 0 || (verdict === 'worse' && Math.abs(Number(after.night) - changed) <= 1),
        ),
      }))
    }),
  )
}

interface Judged {
  readonly key: string
  readonly duration: boolean
  readonly worse: boolean
}

function count(size: number, trials: number, judge: (seed: number) => readonly Judged[]): Found {
  let any = 0
  const byCheck = new Map<string, number>()
  for (let seed = 0; seed < trials; seed++) {
    const judged = judge(seed)
    if (judged.some(({ worse }) => worse)) any++
    for (const { key, duration, worse } of judged)
      if (duration) byCheck.set(key, (byCheck.get(key) ?? 0) + Number(worse))
  }
  return { size, any, byCheck }
}
