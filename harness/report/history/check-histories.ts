import { direction } from '../../analysis/comparison/change.ts'
import { type ChangePoint, changePoints } from '../../analysis/history/change-points.ts'
import type { Draw } from '../../analysis/history/rank-shift.ts'
import { seriesOf } from '../comparison/series.ts'
import { type Trend, trendsOf } from '../comparison/trend.ts'
import type { Night } from './nights.ts'

/** Where a check moved to another level for good. */
export interface LevelChange {
  readonly verdict: 'worse' | 'better'
  /** Medians before and after; null: never. */
  readonly from: number | null
  readonly to: number | null
  /** Chance of a shift as clear without any change. */
  readonly p: number
  /** Index of the first point after it. */
  readonly at: number
  /** The night before it and the first after it. */
  readonly before: NightPlace
  readonly after: NightPlace
  /** It lies within the nights that are called recent. */
  readonly recent: boolean
}

export interface NightPlace {
  readonly night: string
  readonly startedAt: string
  readonly commit: string | null
}

/** A check over the nights, with its change points, oldest first. */
export interface CheckHistory extends Trend {
  readonly changes: readonly LevelChange[]
}

/** @param recent so many newest nights are recent @param drawOf seeded random numbers by a check's name */
export function checkHistories(
  nights: readonly Night[],
  { recent, drawOf }: { readonly recent: number; readonly drawOf: (key: string) => Draw },
): CheckHistory[] {
  const results = nights.map((night) => night.results)
  const trends = trendsOf(results)
  const { checks } = seriesOf(results)
  const found = changePoints(
    trends.map((trend) => ({
      key: keyOf(trend),
      values: trend.points.map(({ middle }) => middle ?? Infinity),
      uncertainty: checks.get(keyOf(trend))!.uncertainty,
    })),
    drawOf,
  )
  const newest = new Set(nights.slice(-recent).map(({ id }) => id))
  const places = new Map(nights.map(({ id, results: { run } }) => [id, placeOf(run)]))
  return trends.map((trend) => ({
    ...trend,
    changes: found.get(keyOf(trend))!.map((point) => levelChange(trend, point, { places, newest })),
  }))
}

/** The change that stands: the newest one, where it is recent and for the worse. */
export function standingWorse({ changes }: CheckHistory): LevelChange | undefined {
  const newest = changes.at(-1)
  return newest?.recent && newest.verdict === 'worse' ? newest : undefined
}

const keyOf = ({ scenario, check, runtime }: Trend) => `${scenario}: ${check} (${runtime})`

function placeOf({ id, startedAt, commit }: Night['results']['run']): NightPlace {
  return { night: id, startedAt, commit }
}

interface Known {
  readonly places: ReadonlyMap<string, NightPlace>
  readonly newest: ReadonlySet<string>
}

function levelChange(trend: Trend, { at, from, to, p }: ChangePoint, { places, newest }: Known): LevelChange {
  const night = (index: number) => places.get(trend.points[index]!.run)!
  const value = (one: number) => (Number.isFinite(one) ? one : null)
  const up = to > from
  return {
    verdict: up === (direction(trend) === 'down') ? 'worse' : 'better',
    from: value(from),
    to: value(to),
    p,
    at,
    before: night(at - 1),
    after: night(at),
    recent: newest.has(trend.points[at]!.run),
  }
}
