import { z } from 'zod'
import { cannotTell, countOf, defineMetric, param } from '../analysis/metric.ts'
import { eventsOf } from '../journal/events.ts'

/** `signals-sent`: signals that services were sent in [from, to]. */
export const signalsSent = defineMetric(
  'signals-sent',
  z.strictObject({ services: z.array(z.string()), from: param.moment, to: param.moment }),
  (events, { services, from, to }) => {
    const known = new Set(eventsOf(events, 'service').map(({ service }) => service))
    const stranger = services.find((service) => !known.has(service))
    if (services.length === 0 || stranger !== undefined)
      return cannotTell('signals', `the journal knows no service ${stranger ?? 'to look at'}`)
    const sent = eventsOf(events, 'service')
      .filter(
        ({ service, state, at }) =>
          services.includes(service) && state === 'signalled' && at >= from && at <= to,
      )
      .map(({ at, service, signal }) => ({ at, text: `${signal} to ${service}` }))
    return countOf(sent, 'signals')
  },
)
