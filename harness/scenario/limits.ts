import { computeMetric } from '../analysis/compute-metric.ts'
import type { MetricRef } from '../analysis/metric.ts'
import { type Duration, formatMs, parseDuration } from '../duration.ts'
import type { JournalEvent } from '../journal/events.ts'

export type { MetricRef }

export interface Because {
  /** Why the limit is what it is, after "because": `the ceiling of the backoff is 5 s`. Shown beside the margin. */
  readonly because?: string
}

export interface LimitOptions extends Because {
  /**
   * What a limit contains of work that does not scale with time: dialling, a start, an answer. Each is a metric of this very execution,
   * of the same work by the same services without the fault, and is added to the scaled limit. Shown in the report.
   */
  readonly work?: MetricRef | readonly MetricRef[]
}

export interface Limit {
  /** In the metric's own unit: real ms for a duration. */
  readonly value: number
  /** The arithmetic behind it. */
  readonly text: string
  /** As the design has it: scenario time in ms for a duration. */
  readonly design: number
  /** Real time = scenario time × factor; 1 for what is no duration. */
  readonly factor: number
  readonly work?: { readonly ms: number; readonly from: string[] }
  /** Why the work could not be measured: then nothing can be held against the limit. */
  readonly reason?: string
}

/** The limit as it is held against a metric. A duration is scenario time and is scaled; a number is taken as it is. */
export function resolveLimit(
  limit: Duration | number,
  factor: number,
  { work = [] }: LimitOptions = {},
  events: readonly JournalEvent[] = [],
): Limit {
  if (typeof limit === 'number') return { value: limit, text: String(limit), design: limit, factor: 1 }
  const design = parseDuration(limit)
  const scaled = factor === 1 ? formatMs(design) : `${formatMs(design)} × ${factor}`
  const plain = { value: design * factor, text: scaled, design, factor }
  const measured = [work].flat().map((one) => measure(one, events))
  if (measured.length === 0) return plain
  const missing = measured.find(({ reason }) => reason !== undefined)?.reason
  const ms = Math.round(measured.reduce((sum, one) => sum + one.ms, 0))
  return {
    ...plain,
    value: plain.value + ms,
    text: `${scaled} + ${formatMs(ms)} of measured work`,
    work: { ms, from: measured.map(({ name }) => name) },
    ...(missing !== undefined && { reason: `the work in its limit could not be measured: ${missing}` }),
  }
}

function measure({ metric, params }: MetricRef, events: readonly JournalEvent[]) {
  const { observed, reason } = computeMetric(metric, events, params)
  const why = reason ?? (observed === null ? `${metric} never ended` : undefined)
  return { name: metric, ms: observed ?? 0, ...(why !== undefined && { reason: why }) }
}
