import { z } from 'zod'
import type { JournalEvent } from '../journal/events.ts'
import { cannotTell, defineFigure, param } from './figure.ts'
import { msBetween, STAMP_RESOLUTION_MS } from './moments.ts'
import { probesDue } from './outage.ts'
import { statOf, statSchema } from './stat.ts'

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
 * `probe-latency-rise`: a statistic of the probes due in [from, to] minus the same of those due in [baseFrom, baseTo], ms. A probe
 * that failed took for ever: it is not left out, because the slowest ones are those that time out.
 */
export const probeLatencyRise = defineFigure(schema, (events, params) => {
  const base = latencyOf(events, params.baseFrom, params.baseTo, params)
  const under = latencyOf(events, params.from, params.to, params)
  if (!base || !under) return cannotTell('ms', `no '${params.probe}' probe was due in the time watched`)
  if (base.observed === null) return cannotTell('ms', 'probes failed in the time to compare with')
  return {
    ...under,
    observed: under.observed === null ? null : under.observed - base.observed,
    detail: { ...under.detail, base: base.observed },
  }
})

function latencyOf(events: readonly JournalEvent[], from: number, to: number, { probe, stat }: Params) {
  const probes = probesDue(events, { from, to, probe })
  if (probes.length === 0) return undefined
  const times = probes.map(({ host, at, due, ok }) => ({ host, at: due, ms: ok ? msBetween(due, at) : null }))
  return statOf(times, stat, STAMP_RESOLUTION_MS, 'failed')
}
