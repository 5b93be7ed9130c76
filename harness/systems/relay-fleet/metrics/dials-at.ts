import { countOf, defineMetric, param, z } from '../../../definitions.ts'
import { dialsOf } from '../analysis/tunnels.ts'

/**
 * `dials-under-way`: dials that were connected at `at`, and neither registered nor ended: a relay was making up its mind. Of hosts that never report when
 * they are connected, those that had begun.
 */
export const dialsUnderWay = defineMetric(
  'dials-under-way',
  {
    params: z.strictObject({ at: param.moment, hosts: param.hosts }),
    needs: ['attempt', 'upgraded', 'failed'],
  },
  (events, { at, hosts }) => {
    const dials = dialsOf(events)
    const connect = dials.some(({ tcpAt }) => tcpAt !== undefined) ? 'tcpAt' : 'attemptAt'
    const open = dials
      .filter(
        ({ host, [connect]: from = Infinity, registeredAt = Infinity, endedAt = Infinity }) =>
          from <= at && registeredAt > at && endedAt > at && (!hosts || hosts.includes(host)),
      )
      .map(({ host, [connect]: from }) => ({ host, at: from!, text: 'connected, not registered' }))
    return countOf(open, 'dials')
  },
)

/** `dials-started`: dials that hosts began in (from, to]. */
export const dialsStarted = defineMetric(
  'dials-started',
  { params: z.strictObject({ from: param.moment, to: param.moment }), needs: ['attempt'] },
  (events, { from, to }) => {
    const begun = dialsOf(events)
      .filter(({ attemptAt = 0 }) => attemptAt > from && attemptAt <= to)
      .map(({ host, attemptAt }) => ({ host, at: attemptAt!, text: 'dialled' }))
    return countOf(begun, 'dials')
  },
)
