import { median } from '../quantile.ts'
import { type Change, direction, type Sample } from './change.ts'
import { type JudgedNight, judgeNights } from './night-chances.ts'
import { type NightSpread, nightSpread } from './night-spread.ts'
import { tQuantile } from './student-t.ts'

/** Chance that a night without any change shows one for the worse, all its checks together; as much again for the better. */
export const NIGHT_ALPHA = 0.05

/** A duration that moved by less than this share of itself is no change, however sure that is: nobody would act on it. */
export const SMALLEST_SHARE = 0.05

/** Chance on each side with which the interval and the noise of one check are shown. */
const SHOWN_ALPHA = 0.01

/** Alone, with nothing else compared, so rare a night is told as a suspicion. */
const SUSPECT_ALPHA = 0.01

/** One check over the nights. */
export interface NightCheck {
  readonly baseline: Sample
  readonly run: Sample
  /** Values of the repetitions of each night before, oldest first; empty for a night that could not tell. */
  readonly nights: readonly (readonly number[])[]
  readonly unit: string
  /** It speaks of what the scenario brought about: it is shown, and not judged. */
  readonly precondition: boolean
}

/**
 * Whether a night differs from those before it, many checks at once. The unit is the night: a machine that is slow for a night moves all
 * of its repetitions, so that their number says nothing about it. Written out in docs/statistics.md.
 * @returns a finding for each check, in their order
 */
export function changesOfNight(checks: readonly NightCheck[]): Change[] {
  const spreads = checks.map((check) => (check.precondition ? undefined : spreadOf(check)))
  const judged = judgeNights(spreads, NIGHT_ALPHA)
  return checks.map((check, i) => changeOfCheck(check, spreads[i], judged[i]))
}

function spreadOf({ baseline, run, nights, unit }: NightCheck): NightSpread | undefined {
  const tonight = median(run.values)
  const middles = nights.flatMap((values) => median(values) ?? [])
  if (tonight === undefined || middles.length === 0) return undefined
  return nightSpread(middles, tonight, {
    uncertainty: Math.max(baseline.uncertainty, run.uncertainty),
    unit,
  })
}

function changeOfCheck(
  check: NightCheck,
  spread: NightSpread | undefined,
  judged: JudgedNight | undefined,
): Change {
  const { baseline, run } = check
  const seen = {
    difference: spread?.difference ?? Number.NaN,
    ...(spread && judged ? boundsOf(spread, judged) : unbounded),
  }
  if (baseline.broken === 0 && run.broken > 0)
    return { verdict: 'worse', ...seen, reason: brokeText(baseline, run) }
  if (check.precondition)
    return { verdict: 'no change', ...seen, reason: 'not judged: what the scenario itself brings about' }
  return { ...seen, ...(spread && judged ? findingOf(check, spread, judged) : untold(check, spread)) }
}

type Finding = Pick<Change, 'verdict' | 'reason'>

/** What nights cannot judge: too few of them, "never" among them, or a count that was always the same. */
function untold({ nights }: NightCheck, spread: NightSpread | undefined): Finding {
  if (spread?.difference === 0) return { verdict: 'no change', reason: 'the same as on the nights before' }
  const told = nights.filter((values) => values.length > 0).length
  return { verdict: 'too few', reason: `${told} nights before it cannot tell a change from chance` }
}

function findingOf({ run, nights, unit }: NightCheck, spread: NightSpread, judged: JudgedNight): Finding {
  const up = spread.difference > 0
  const { alone, found, by } = up ? judged.up : judged.down
  const share = unit === 'ms' ? SMALLEST_SHARE * Math.abs(spread.typical) : 0
  if (Math.abs(spread.difference) <= Math.max(spread.uncertainty, share))
    return { verdict: 'no change', reason: 'too small to matter' }
  if (!found && alone <= SUSPECT_ALPHA)
    return { verdict: 'no change', reason: 'perhaps: rare for one night, the next one decides' }
  if (!found) return { verdict: 'no change', reason: 'nights differ as much' }
  const told = nights.filter((values) => values.length > 0).length
  return {
    verdict: up === (direction(run) === 'down') ? 'worse' : 'better',
    reason: `beyond the ${told} nights before it${by === 'both' ? ', as the last of them already was' : ''}`,
  }
}

const unbounded = { interval: [-Infinity, Infinity], noise: 0 } as const

const brokeText = (baseline: Sample, run: Sample) =>
  `broke its limit in ${run.broken} of ${run.values.length}, before in none of ${baseline.values.length}`

/** Interval of the difference, and the noise, in the metric's own unit. */
function boundsOf(
  spread: NightSpread,
  { degrees, deviation }: JudgedNight,
): Pick<Change, 'interval' | 'noise'> {
  const reach = tQuantile(SHOWN_ALPHA, degrees) * deviation
  const { typical, difference, back } = spread
  const noise = Math.max(back(spread.mean + reach) - typical, spread.uncertainty)
  if (!Number.isFinite(difference)) return { interval: [-Infinity, Infinity], noise }
  return {
    interval: [back(spread.scaled - reach) - typical, back(spread.scaled + reach) - typical],
    noise,
  }
}
