import { z } from 'zod'
import { cannotTell, countOf, defineMetric, param } from '../analysis/metric.ts'
import { eventsOf } from '../journal/events.ts'

/** `bad-certificates-trusted`: connections in [from, to] on which a client sent something although it had been presented a bad certificate. */
export const badCertificatesTrusted = defineMetric(
  'bad-certificates-trusted',
  z.strictObject({ service: z.string(), from: param.moment, to: param.moment }),
  (events, { service, from, to }) => {
    const presented = eventsOf(events, 'handshake').filter(
      (event) => event.service === service && event.at >= from && event.at <= to,
    )
    if (presented.length === 0)
      return cannotTell('connections', `${service} presented no bad certificate in the time watched`)
    const trusted = presented
      .filter(({ outcome }) => outcome === 'trusted')
      .map(({ at, certificate }) => ({ at, text: `a certificate that was bad (${certificate}) was trusted` }))
    return countOf(trusted, 'connections')
  },
)
