import { z } from 'zod'
import { countOf, defineMetric, param } from '../../../analysis/metric.ts'
import { dialsOf } from '../analysis/tunnels.ts'

/** `dials-under-way`: dials that were connected at `at`, and neither registered nor ended: a relay was making up its mind. */
export const dialsUnderWay = defineMetric(
  'dials-under-way',
  { params: z.strictObject({ at: param.moment }), needs: ['attempt', 'upgraded', 'failed'] },
  (events, { at }) => {
    const open = dialsOf(events)
      .filter(
        ({ tcpAt = Infinity, registeredAt = Infinity, endedAt = Infinity }) =>
          tcpAt <= at && registeredAt > at && endedAt > at,
      )
      .map(({ host, tcpAt }) => ({ host, at: tcpAt!, text: 'connected, not registered' }))
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
