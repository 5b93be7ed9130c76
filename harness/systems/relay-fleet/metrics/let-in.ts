import { countOf, defineMetric, eventsOf, param, z } from '../../../definitions.ts'

/** `hosts-let-in`: of the hosts named, those that a relay spoke to as its own, or that had an entry in the directory, in [from, to]. */
export const hostsLetIn = defineMetric(
  'hosts-let-in',
  {
    params: z.strictObject({ hosts: z.array(z.string()), from: param.moment, to: param.moment }),
    needs: ['registered'],
  },
  (events, { hosts, from, to }) => {
    const within = ({ at }: { at: number }) => at >= from && at <= to
    const registered = eventsOf(events, 'host').filter(
      (event) => within(event) && event.state === 'registered' && hosts.includes(event.host),
    )
    const entered = eventsOf(events, 'directory')
      .filter(within)
      .flatMap(({ at, set }) => hosts.filter((host) => host in set).map((host) => ({ host, at })))
    const first = new Map(
      [
        ...entered.map((one) => ({ ...one, text: 'was in the directory' })),
        ...registered.map(({ host, at }) => ({ host, at, text: 'was registered' })),
      ].map((one) => [one.host, one]),
    )
    return countOf([...first.values()], 'hosts', { of: hosts.length })
  },
)
