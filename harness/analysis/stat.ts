import { z } from 'zod'
import { formatMs } from '../duration.ts'
import type { MetricValue, Offender } from './metric.ts'
import { quantile } from './quantile.ts'

/** How the times of many hosts or probes become one number. `count-never`: how many never came. */
export const statSchema = z.enum(['p50', 'p90', 'p95', 'p99', 'max', 'count-never'])
export type Stat = z.output<typeof statSchema>
export type Quantile = Exclude<Stat, 'count-never'>

const share = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 }

/**
 * Fewest values of which a percentile is not their maximum anyway, by nearest rank: 1 / (1 - p). p95 needs 20, p99 a hundred.
 */
const sampleMin = { p50: 2, p90: 10, p95: 20, p99: 100, max: 1 }

/** What a statistic of so many values really is: below its sample a percentile is the maximum, and is called that. */
export function effectiveStat(stat: Quantile, of: number): Quantile {
  return of < sampleMin[stat] ? 'max' : stat
}

/** The same in words, for a reader: `max of 20`, `p99 of 400`. */
export function statText(stat: Quantile, of: number): string {
  return `${effectiveStat(stat, of)} of ${of}`
}

/** Whether there are values enough for the statistic to be what its name says. */
export function hasSample(stat: Quantile, of: number): boolean {
  return of >= sampleMin[stat]
}

/** One host's or probe's time. null: never, or with `leastMs`: not within the time watched. */
export interface Timed {
  readonly host: string
  readonly ms: number | null
  /** Bounds of the true time where more than the uncertainty is open, ms. Default: `ms`. */
  readonly leastMs?: number
  readonly mostMs?: number
  readonly at?: number
  /** Said about it besides its time. */
  readonly note?: string
}

const SLOWEST_NAMED = 10

/**
 * The statistic over all times; "never" counts as infinitely long and is not dropped.
 * @param gapsMs one for each value that nobody saw: it may be nothing, or longer than what was seen by the gap in which it fell
 */
export function statOf(
  times: readonly Timed[],
  stat: Stat,
  uncertaintyMs: number,
  never: string,
  gapsMs: readonly number[] = [],
): MetricValue {
  const missing = times.filter(({ ms }) => ms === null).length
  const detail = { of: times.length, never: missing }
  const slowest = times.toSorted((a, b) => (b.ms ?? Infinity) - (a.ms ?? Infinity)).slice(0, SLOWEST_NAMED)
  if (stat === 'count-never') {
    const offenders = slowest.filter(({ ms }) => ms === null).map((time) => offender(time, never))
    return { observed: missing, unit: 'hosts', uncertainty: 0, offenders, detail }
  }
  return {
    unit: 'ms',
    ...bounded(times, stat, uncertaintyMs, gapsMs),
    offenders: slowest.map((time) => offender(time, never)),
    detail: { ...detail, stat: statText(stat, times.length) },
  }
}

/** The statistic and how far off it may be: it is computed again with every time at its better, and at its worse end. */
function bounded(
  times: readonly Timed[],
  stat: Quantile,
  uncertaintyMs: number,
  gapsMs: readonly number[],
): Pick<MetricValue, 'observed' | 'uncertainty' | 'bounds' | 'atLeast'> {
  const of = (values: readonly number[]) => quantile(values, share[stat]) ?? Infinity
  const seen = of(times.map(({ ms }) => ms ?? Infinity))
  const better = of([...times.map(({ leastMs, ms }) => leastMs ?? ms ?? Infinity), ...gapsMs.map(() => 0)])
  if (seen === Infinity) {
    const atLeast = Number.isFinite(better) && times.length > 0 ? { atLeast: better } : {}
    return { observed: null, uncertainty: uncertaintyMs, ...atLeast }
  }
  const worse = of([
    ...times.map(({ mostMs, ms, leastMs }) => mostMs ?? ms ?? Math.max(seen, leastMs ?? seen)),
    ...gapsMs.map((gap) => seen + gap),
  ])
  const [below, above] = [Math.max(0, seen - better), Math.max(0, worse - seen)]
  return {
    observed: seen,
    uncertainty: uncertaintyMs + Math.max(below, above),
    ...(above !== below && { bounds: [seen - below - uncertaintyMs, seen + above + uncertaintyMs] as const }),
  }
}

function offender({ host, ms, at, note }: Timed, never: string): Offender {
  const text = [ms === null ? never : formatMs(ms), note].filter(Boolean).join(', ')
  return { host, ...(at !== undefined && { at }), text }
}
