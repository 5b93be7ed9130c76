import { z } from 'zod'
import { eventsOf } from '../journal/events.ts'
import { cannotTell, countOf, defineFigure, param } from './figure.ts'

/**
 * `registrations`: how often these hosts registered in (from, to]. Each of them must have, once at least: a host that
 * stayed away competes with nobody.
 */
export const registrations = defineFigure(
  z.strictObject({ from: param.moment, to: param.moment, hosts: z.array(z.string()).nonempty() }),
  (events, { from, to, hosts }) => {
    const seen = eventsOf(events, 'host').filter(
      ({ at, host, state }) => state === 'registered' && at > from && at <= to && hosts.includes(host),
    )
    const absent = hosts.find((name) => !seen.some(({ host }) => host === name))
    if (absent) return cannotTell('registrations', `${absent} never registered in the time watched`)
    return countOf(
      seen.map(({ host, at, dial }) => ({ host, at, text: `dial ${dial} registered` })),
      'registrations',
    )
  },
)
