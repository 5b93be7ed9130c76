import { z } from 'zod'
import type { JournalEvent } from '../journal/events.ts'
import { cannotTell, defineFigure, param } from './figure.ts'
import { msBetween, stampMs } from './moments.ts'
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

/** A probe that was sent so much after it was due tells how long the prober waited for a core, not how long the system took. */
const LATE_MS = 20

/** With more of them late the rest does not speak for all. */
const LATE_SHARE_MAX = 1 / 4

/**
 * `probe-latency-rise`: a statistic of the probes due in [from, to] minus the same of those due in [baseFrom, baseTo], ms. A probe
 * that failed took for ever: it is not left out, because the slowest ones are those that time out. One that the prober itself sent late is,
 * up to a quarter of them; how many is told.
 */
export const probeLatencyRise = defineFigure(schema, (events, params) => {
  const base = latencyOf(events, params.baseFrom, params.baseTo, params)
  const under = latencyOf(events, params.from, params.to, params)
  if (!base || !under) return cannotTell('ms', `no '${params.probe}' probe was due in the time watched`)
  for (const { late, due } of [base, under])
    if (late > due * LATE_SHARE_MAX)
      return cannotTell(
        'ms',
        `${late} of ${due} probes were sent more than ${LATE_MS} ms late by the prober itself`,
      )
  if (base.value.observed === null) return cannotTell('ms', 'probes failed in the time to compare with')
  const { observed, detail } = under.value
  return {
    ...under.value,
    observed: observed === null ? null : observed - base.value.observed,
    detail: { ...detail, base: base.value.observed, 'sent late and left out': base.late + under.late },
  }
})

function latencyOf(events: readonly JournalEvent[], from: number, to: number, { probe, stat }: Params) {
  const probes = probesDue(events, { from, to, probe })
  if (probes.length === 0) return undefined
  const inTime = probes.filter(({ ok, due, sent }) => !ok || msBetween(due, sent) <= LATE_MS)
  const times = inTime.map(({ host, at, due, ok }) => ({ host, at: due, ms: ok ? msBetween(due, at) : null }))
  const value = statOf(times, stat, stampMs(events), 'failed')
  return { value, due: probes.length, late: probes.length - inTime.length }
}
