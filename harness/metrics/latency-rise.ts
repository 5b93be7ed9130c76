import { z } from 'zod'
import { answerTimes } from '../analysis/answer-times.ts'
import { boundsOf, cannotTell, defineMetric, type MetricValue, param } from '../analysis/metric.ts'
import { PROBE_STAMP_MS } from '../analysis/moments.ts'
import { statOf, statSchema } from '../analysis/stat.ts'
import type { JournalEvent } from '../journal/events.ts'

const schema = z.strictObject({
  from: param.moment,
  to: param.moment,
  baseFrom: param.moment,
  baseTo: param.moment,
  probe: z.string(),
  stat: statSchema.exclude(['count-never']),
})

type Params = z.output<typeof schema>

/**
 * `probe-latency-rise`: a statistic of the probes due in [from, to] minus the same of those due in [baseFrom, baseTo], ms. No probe is
 * left out: one that failed took forever, because the slowest ones are those that time out, and one that was sent late counts from the
 * moment at which it was due, and is uncertain by as much as it was late.
 */
export const probeLatencyRise = defineMetric('probe-latency-rise', schema, (events, params) => {
  const base = latencyOf(events, params.baseFrom, params.baseTo, params)
  const under = latencyOf(events, params.from, params.to, params)
  if (!base || !under) return cannotTell('ms', `no '${params.probe}' probe was due in the time watched`)
  if (base.observed === null) return cannotTell('ms', 'probes failed in the time to compare with')
  const { observed, atLeast, uncertainty, detail } = under
  const [least, most] = boundsOf(under)
  const [baseLeast, baseMost] = boundsOf(base)
  const stamp = PROBE_STAMP_MS
  return {
    ...under,
    observed: observed === null ? null : observed - base.observed,
    // One prober stamps both, as late in the one as in the other; what else is open of the base is open both ways.
    uncertainty: uncertainty + base.uncertainty - stamp,
    ...(observed !== null && { bounds: [least - baseMost + stamp, most - baseLeast - stamp] as const }),
    ...(atLeast !== undefined && { atLeast: Math.max(0, atLeast - base.observed) }),
    detail: { ...detail, base: base.observed, baseStat: base.detail?.stat ?? '' },
  }
})

function latencyOf(
  events: readonly JournalEvent[],
  from: number,
  to: number,
  { probe, stat }: Params,
): MetricValue | undefined {
  const { times, gapsMs, span } = answerTimes(events, { from, to, probe }, ({ ok }) => ok)
  if (times.length === 0) return undefined
  return { ...statOf(times, stat, PROBE_STAMP_MS, 'failed', gapsMs), span }
}
