import { z } from 'zod'
import { cannotTell, defineMetric } from '../analysis/metric.ts'
import { eventsOf } from '../journal/events.ts'

/**
 * `steady-again`: from the moment at which the steady state was demanded again, when everything had been healed, until it was proven, ms. The
 * proof itself, for which every probe is asked many times, is part of it. null: it was not there within the time that it is given.
 */
export const steadyAgain = defineMetric('steady-again', z.strictObject({}), (events) => {
  const last = eventsOf(events, 'steady').findLast(({ when }) => when === 'after')
  if (!last) return cannotTell('ms', 'the steady state was not demanded again')
  if (!last.ok) return { observed: null, atLeast: last.tookMs, unit: 'ms', uncertainty: 0 }
  return { observed: last.tookMs, unit: 'ms', uncertainty: 0, seenLate: true }
})
