import { falseDiscoveryThreshold } from '../history/false-discovery.ts'
import { chanceOfBoth, chanceOfOne } from './beyond-nights.ts'
import { moderated, type Prior, priorOf, type Variance } from './moderated.ts'
import { meanOf, type NightSpread, varianceOf } from './night-spread.ts'

/** Fewer nights before tonight tell nothing of how nights differ. */
const NIGHTS_MIN = 3

/** Share of the chance of error that one night alone may use; the rest is for a night that confirms the one before. */
const ALONE_SHARE = 0.2

/** Each of two nights must be rare by itself, however few checks are compared. */
const EACH_ALPHA = 0.05

interface Chances {
  /** Chance of one night as far out, nothing else compared. */
  readonly alone: number
  readonly found: boolean
  /** Which rule found it. */
  readonly by: 'one' | 'both'
}

export interface JudgedNight {
  readonly degrees: number
  /** Deviation of one more night from the mean of those before, on the scale. */
  readonly deviation: number
  readonly up: Chances
  readonly down: Chances
}

/**
 * The chances of all checks together. One night alone must be very rare; two in a row, each far out in the same direction, need much less,
 * as one night that was disturbed is not followed by another by chance. Benjamini and Hochberg over all checks, for each direction.
 * @returns undefined for a check of which the nights tell nothing
 */
export function judgeNights(
  spreads: readonly (NightSpread | undefined)[],
  alpha: number,
): (JudgedNight | undefined)[] {
  const told = spreads.map((spread) =>
    spread && isTold(spread) ? { spread, own: varianceOf(spread.values, spread.floor) } : undefined,
  )
  // Durations say nothing of how counts scatter, nor memory of either.
  const byUnit = Map.groupBy(
    told.flatMap((one) => one ?? []),
    ({ spread }) => spread.unit,
  )
  const priors = new Map([...byUnit].map(([unit, own]) => [unit, priorOf(own.map((one) => one.own))]))
  const chances = told.map((one) => one && chancesOf(one.spread, one.own, priors.get(one.spread.unit)!))
  const found = (direction: 'up' | 'down') => {
    const threshold = falseDiscoveryThreshold(
      chances.flatMap((one) => one?.[direction].p ?? []),
      alpha,
    )
    return (p: number) => p <= threshold
  }
  const [up, down] = [found('up'), found('down')]
  return chances.map(
    (one) =>
      one && {
        ...one,
        up: { ...one.up, found: up(one.up.p) },
        down: { ...one.down, found: down(one.down.p) },
      },
  )
}

/** A count that was the same on all nights has no scatter to go by: its limit judges it. */
const isTold = ({ values, floor }: NightSpread) =>
  values.length >= NIGHTS_MIN && values.every(Number.isFinite) && varianceOf(values, floor).variance > 0

function chancesOf({ values, scaled, mean, floor }: NightSpread, own: Variance, prior: Prior) {
  const all = moderated(own, prior)
  const deviation = Math.sqrt(all.variance * (1 + 1 / values.length))
  const t = (scaled - mean) / deviation
  const both = confirmation({ values, scaled, floor }, prior)
  const of = (sign: 1 | -1) => {
    const alone = chanceOfOne(sign * t, { count: values.length, degrees: all.degrees })
    const [one, two] = [alone / ALONE_SHARE, both(sign) / (1 - ALONE_SHARE)]
    return { alone, p: Math.min(one, two), by: two < one ? ('both' as const) : ('one' as const) }
  }
  return { degrees: all.degrees, deviation, up: of(1), down: of(-1) }
}

/** Chance that tonight and the night before it lie both as far out of the nights before these. */
function confirmation(
  { values, scaled, floor }: Pick<NightSpread, 'values' | 'scaled' | 'floor'>,
  prior: Prior,
): (sign: 1 | -1) => number {
  const [before, last] = [values.slice(0, -1), values.at(-1)!]
  const own = varianceOf(before, floor)
  if (before.length < NIGHTS_MIN || own.variance === 0) return () => 1
  const { variance, degrees } = moderated(own, prior)
  const deviation = Math.sqrt(variance * (1 + 1 / before.length))
  const mean = meanOf(before)
  return (sign) => {
    const t = Math.min(sign * (scaled - mean), sign * (last - mean)) / deviation
    const nights = { count: before.length, degrees }
    return chanceOfOne(t, nights) > EACH_ALPHA ? 1 : chanceOfBoth(t, nights)
  }
}
