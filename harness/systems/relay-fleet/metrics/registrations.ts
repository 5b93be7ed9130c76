import { cannotTell, countOf, defineMetric, knownOf, param, z } from '../../../definitions.ts'
import { dialsOf } from '../analysis/tunnels.ts'

/**
 * `registrations`: how often these hosts registered in (from, to], each dial once, no matter who reports it. Each of them must have, once at
 * least: a host that stayed away competes with nobody. Where relays report registrations, and hosts do not, hosts that share an id are
 * reported under the first name: then there must be as many as there are hosts, as the second of two takes the id from the first.
 */
export const registrations = defineMetric(
  'registrations',
  {
    params: z.strictObject({ from: param.moment, to: param.moment, hosts: z.array(z.string()).nonempty() }),
    needs: ['registered'],
  },
  (events, { from, to, hosts }) => {
    const seen = dialsOf(events).filter(
      ({ host, registeredAt = -1 }) => registeredAt > from && registeredAt <= to && hosts.includes(host),
    )
    const absent = hosts.find((name) => !seen.some(({ host }) => host === name))
    const byId = knownOf(events).reports?.includes('registered.by-id') ?? false
    if (byId && seen.length < hosts.length)
      return cannotTell(
        'registrations',
        `${hosts.join(' and ')} have one id, and it was registered ${seen.length} times in the time watched`,
      )
    if (absent && !byId) return cannotTell('registrations', `${absent} never registered in the time watched`)
    return countOf(
      seen.map(({ host, registeredAt, dial }) => ({
        host,
        at: registeredAt!,
        text: `dial ${dial} registered`,
      })),
      'registrations',
    )
  },
)
