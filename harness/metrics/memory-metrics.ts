import { z } from 'zod'
import { baseParams, inBase } from '../analysis/base.ts'
import { cannotTell, defineMetric, param } from '../analysis/metric.ts'
import { quantile } from '../analysis/quantile.ts'
import { eventsOf } from '../journal/events.ts'

/** `timers-grown`: timers of a service at the read at `to`, less those at the read at `from`. */
export const timersGrown = defineMetric(
  'timers-grown',
  {
    params: z.strictObject({ service: z.string(), from: param.moment, to: param.moment }),
    needs: ['timers'],
  },
  (events, { service, from, to }) => {
    const reads = eventsOf(events, 'timers').filter((read) => read.service === service)
    const [before, after] = [from, to].map((at) => reads.find((read) => read.at === at)?.count)
    if (before === undefined || after === undefined)
      return cannotTell('timers', `${service} was not asked at that moment`)
    const offenders = [{ at: to, text: `${after} timers, ${before} in the base` }]
    return { observed: after - before, unit: 'timers', uncertainty: 0, offenders }
  },
)

const BYTES_PER_MB = 1_000_000

/** `memory-over-base`: most memory in RAM in [from, to], less its median in the base, MB (10⁶ bytes). */
export const memoryOverBase = defineMetric(
  'memory-over-base',
  z.strictObject({ service: z.string(), from: param.moment, to: param.moment, ...baseParams }),
  (events, { service, from, to, ...own }) => {
    const looks = eventsOf(events, 'memory').filter((look) => look.service === service)
    const base = quantile(
      inBase(events, looks, own).map(({ bytes }) => bytes),
      0.5,
    )
    const top = looks.filter(({ at }) => at >= from && at <= to).toSorted((a, b) => b.bytes - a.bytes)[0]
    if (base === undefined || !top) return cannotTell('MB', `nobody looked at the memory of ${service}`)
    const mb = (bytes: number) => bytes / BYTES_PER_MB
    const text = `${mb(top.bytes).toFixed(1)} MB, ${mb(base).toFixed(1)} MB in the base`
    return {
      observed: mb(top.bytes - base),
      unit: 'MB',
      uncertainty: 0,
      offenders: [{ at: top.at, text }],
    }
  },
)
