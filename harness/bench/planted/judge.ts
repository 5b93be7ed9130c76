import { checkHistories } from '../../report/history/check-histories.ts'
import type { Night } from '../../report/history/nights.ts'
import { compareWithNights } from '../../report/history/tonight.ts'
import { seededRandom } from '../../scenario/random.ts'
import { asNight, dealt, drawn } from './deal.ts'

/** Shares by which operations were made longer; 0: nothing was planted. */
export const sizes = [0, 0.1, 0.2, 0.5, 1, 2] as const

export interface Trial {
  /** The same nights at each of the sizes. */
  readonly nights: ReadonlyMap<number, readonly Night[]>
  readonly trials: number
}

/** What was found at each size. */
export interface Found {
  readonly size: number
  readonly trials: number
  /** Of each night that was the newest: share of its trials in which anything at all was called worse. */
  readonly alarms: readonly number[]
  /** Of each check: in how many trials it was called worse. */
  readonly byCheck: ReadonlyMap<string, number>
}

/** Nights before the newest, as `gameday history` takes them. */
export const LAST = 10
/** Nights that are drawn from the recorded ones when change points are looked for, and the last of them that are slower. */
export const DRAWN_NIGHTS = 30
export const CHANGED_NIGHTS = 5
/** Each takes ten thousand permutations of each check that changed, and less of one that did not. */
const CHANGE_POINT_TRIALS = { none: 40, planted: 10 }

/**
 * The newest nights slower, against those before: as `compare --last` and `history` do it.
 * @param changed how many of the newest are slower; the last of them is judged
 */
export function nightsFound({ nights, trials }: Trial, changed: number): Found[] {
  const count = nights.get(0)!.length
  return sizes.map((size) =>
    countFound(size, trials, count, (trial) => {
      const order = dealt(count, trial).slice(-LAST - 1)
      const own = order.map((index, i) => nights.get(i >= order.length - changed ? size : 0)![index]!)
      const placed = own.map(asNight)
      const { checks } = compareWithNights(placed.slice(0, -1), placed.at(-1)!)
      const worse = checks.filter(({ verdict }) => verdict === 'worse')
      return { newest: order.at(-1)!, worse: worse.map(({ scenario, check }) => `${scenario}: ${check}`) }
    }),
  )
}

/** The last nights slower, as `history` looks for change points; only what it finds at the right place, or a night beside it, counts. */
export function changePointsFound({ nights, trials }: Trial): Found[] {
  const recorded = nights.get(0)!
  const first = DRAWN_NIGHTS - CHANGED_NIGHTS
  return sizes.map((size) =>
    countFound(
      size,
      Math.min(trials, CHANGE_POINT_TRIALS[size === 0 ? 'none' : 'planted']),
      recorded.length,
      (seed) => {
        const order = drawn(recorded.length, DRAWN_NIGHTS, seed)
        const own = order.map((index, i) => asNight(nights.get(i < first ? 0 : size)![index]!, i))
        const drawOf = (key: string) => seededRandom(seed, key).next
        const changed = checkHistories(own, { recent: DRAWN_NIGHTS, drawOf }).filter(({ changes }) =>
          changes.some(
            ({ verdict, after }) =>
              size === 0 || (verdict === 'worse' && Math.abs(Number(after.night) - first) <= 1),
          ),
        )
        return { newest: order.at(-1)!, worse: changed.map(({ scenario, check }) => `${scenario}: ${check}`) }
      },
    ),
  )
}

interface Judged {
  /** Which of the recorded nights was the newest. */
  readonly newest: number
  readonly worse: readonly string[]
}

function countFound(size: number, trials: number, nights: number, judge: (trial: number) => Judged): Found {
  const newest = Array.from({ length: nights }, () => ({ trials: 0, alarms: 0 }))
  const byCheck = new Map<string, number>()
  for (let trial = 0; trial < trials; trial++) {
    const { newest: index, worse } = judge(trial)
    newest[index]!.trials++
    if (worse.length > 0) newest[index]!.alarms++
    for (const key of new Set(worse)) byCheck.set(key, (byCheck.get(key) ?? 0) + 1)
  }
  const told = newest.filter((one) => one.trials > 0)
  return { size, trials, alarms: told.map((one) => one.alarms / one.trials), byCheck }
}
