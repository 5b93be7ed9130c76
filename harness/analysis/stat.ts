import { z } from 'zod'
import { formatMs } from '../duration.ts'
import type { FigureValue, Offender } from './figure.ts'
import { quantile } from './quantile.ts'

/** How the times of many hosts or probes become one number. `count-never`: how many never came. */
export const statSchema = z.enum(['p50', 'p90', 'p95', 'p99', 'max', 'count-never'])
export type Stat = z.output<typeof statSchema>

const share = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 }

/** One host's or probe's time. null: never. */
export interface Timed {
  readonly host: string
  readonly ms: number | null
  readonly at?: number
  /** Said about it besides its time. */
  readonly note?: string
}

const SLOWEST_NAMED = 10

/** The statistic over all times; "never" counts as infinitely long and is not dropped. */
export function statOf(
  times: readonly Timed[],
  stat: Stat,
  resolutionMs: number,
  never: string,
): FigureValue {
  const missing = times.filter(({ ms }) => ms === null).length
  const detail = { of: times.length, never: missing }
  const slowest = times.toSorted((a, b) => (b.ms ?? Infinity) - (a.ms ?? Infinity)).slice(0, SLOWEST_NAMED)
  if (stat === 'count-never') {
    const offenders = slowest.filter(({ ms }) => ms === null).map((time) => offender(time, never))
    return { observed: missing, unit: 'hosts', resolution: 0, offenders, detail }
  }
  const value = quantile(
    times.map(({ ms }) => ms ?? Infinity),
    share[stat],
  )
  const observed = value === undefined || value === Infinity ? null : value
  const offenders = slowest.map((time) => offender(time, never))
  return { observed, unit: 'ms', resolution: resolutionMs, offenders, detail }
}

function offender({ host, ms, at, note }: Timed, never: string): Offender {
  const text = [ms === null ? never : formatMs(ms), note].filter(Boolean).join(', ')
  return { host, ...(at !== undefined && { at }), text }
}
