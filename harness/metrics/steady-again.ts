import { z } from 'zod'
import { cannotTell, defineMetric } from '../analysis/metric.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf } from '../journal/events.ts'

/**
 * `steady-again`: from the moment at which everything had been healed until the steady state was proven again, ms; the proof itself, which
 * asks every probe many times, is part of it. null: it never was.
 */
export const steadyAgain = defineMetric('steady-again', z.strictObject({}), (events) => {
  const last = eventsOf(events, 'steady').findLast(({ when }) => when === 'after')
  if (!last) return cannotTell('ms', 'the steady state was not demanded again')
  const began = last.at - last.tookMs * NS_PER_MS
  const healed = eventsOf(events, 'fault').findLast(({ state }) => state === 'healed')
  const from = healed && healed.at < began ? healed.at : began
  const ms = (last.at - from) / NS_PER_MS
  if (!last.ok) return { observed: null, atLeast: ms, unit: 'ms', uncertainty: 0 }
  return { observed: ms, unit: 'ms', uncertainty: 0, seenLate: true }
})
