import { z } from 'zod'
import { cannotTell, defineMetric, type MetricValue, param, upTo } from '../analysis/metric.ts'
import { msBetween, watchEnd } from '../analysis/moments.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'

/**
 * `start-time`: from the spawn of a service's first incarnation in [from, to] until it accepted connections, ms. null:
 * not by `to`.
 */
export const startTime = defineMetric(
  'start-time',
  z.strictObject({ service: z.string(), from: param.moment, to: param.moment }),
  (events, { service, from, to }): MetricValue => {
    const life = eventsOf(events, 'service').filter(
      (event) => event.service === service && event.at >= from && event.at <= to,
    )
    const spawned = life.find(({ state }) => state === 'spawned')
    if (!spawned) return cannotTell('ms', `${service} was not started in the time watched`)
    const accepting = acceptingOf(life, spawned.incarnation)
    if (!accepting)
      return {
        observed: null,
        unit: 'ms',
        uncertainty: 0,
        atLeast: msBetween(spawned.at, Math.min(to, watchEnd(events))),
        offenders: [{ text: 'it did not accept' }],
      }
    const uncertainty = (accepting.uncertaintyNs ?? 0) / NS_PER_MS
    return upTo(msBetween(spawned.at, accepting.at), uncertainty)
  },
)

function acceptingOf(life: readonly JournalEvent[], incarnation: number) {
  return eventsOf(life, 'service').find(
    (event) => event.incarnation === incarnation && event.state === 'accepting',
  )
}
