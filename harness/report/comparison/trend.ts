import { quantile } from '../../analysis/quantile.ts'
import type { RunResults } from './read-runs.ts'
import { type Series, seriesOf } from './series.ts'

/** One run's repetitions of a check. */
export interface TrendPoint {
  readonly run: string
  readonly startedAt: string
  /** Smallest, middle and largest value of the repetitions; null: never. */
  readonly low: number | null
  readonly middle: number | null
  readonly high: number | null
  readonly repetitions: number
  readonly broken: number
}

/** A check over the runs, oldest first; runs that could not tell it have no point. */
export interface Trend extends Pick<Series, 'scenario' | 'runtime' | 'check' | 'unit' | 'op' | 'limit'> {
  readonly points: readonly TrendPoint[]
}

/** @param runs oldest first @returns a trend per check of the current versions, by scenario */
export function trendsOf(runs: readonly RunResults[]): Trend[] {
  const perRun = runs.map((one) => ({ run: one.run, checks: seriesOf([one]).checks }))
  const newest = new Map(perRun.flatMap(({ checks }) => [...checks]))
  return [...newest]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, { scenario, runtime, check, unit, op, limit }]) => ({
      ...{ scenario, runtime, check, unit, op, limit },
      points: perRun.flatMap(({ run, checks }) => {
        const series = checks.get(key)
        return series && series.observed.length > 0 ? [pointOf(run, series)] : []
      }),
    }))
}

function pointOf({ id, startedAt }: RunResults['run'], { observed, broken }: Series): TrendPoint {
  const values = observed.map((value) => value ?? Infinity)
  const at = (p: number) => {
    const value = quantile(values, p)!
    return Number.isFinite(value) ? value : null
  }
  return {
    run: id,
    startedAt,
    low: at(Number.MIN_VALUE),
    middle: at(0.5),
    high: at(1),
    repetitions: values.length,
    broken,
  }
}
