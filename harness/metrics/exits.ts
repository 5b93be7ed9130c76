import { z } from 'zod'
import { cannotTell, defineMetric, type MetricValue, upTo } from '../analysis/metric.ts'
import { headerOf, msBetween, watchEnd } from '../analysis/moments.ts'
import { mayHaveWaited } from '../analysis/stalls.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'

const incarnation = z.strictObject({ service: z.string(), incarnation: z.number().int() })
type Incarnation = z.output<typeof incarnation>

const ended = incarnation.extend({ deadlineMs: z.number().positive().optional() })

/**
 * `exit-code`: how an incarnation of a service ended; 128 + signal number when a signal killed it. null: it did not. `deadlineMs`, scenario time: by a code
 * of its own it says that something took longer than that; 0 is as likely where the machine took half of so long, from its signal to its exit.
 */
export const exitCode = defineMetric('exit-code', ended, (events, { deadlineMs, ...which }): MetricValue => {
  const life = lifeOf(events, which)
  if (life.length === 0) return neverRan('code', which)
  const exit = life.find(({ state }) => state === 'exited')
  if (!exit) return { observed: null, unit: 'code', uncertainty: 0, offenders: [{ text: 'it did not exit' }] }
  if (exit.code === undefined) return cannotTell('code', `${which.service}: its exit code was not recorded`)
  const value = { observed: exit.code, unit: 'code', offenders: [{ at: exit.at, text: exitText(exit) }] }
  const signalled = life.find(({ state }) => state === 'signalled')
  const unsure =
    deadlineMs !== undefined &&
    signalled !== undefined &&
    exit.signal === undefined &&
    mayHaveWaited(events, signalled.at, exit.at, deadlineMs * (headerOf(events)?.factor ?? 1))
  return unsure ? { ...value, uncertainty: exit.code, bounds: [0, exit.code] } : { ...value, uncertainty: 0 }
})

/** `exit-time`: from the first signal that an incarnation was sent to its exit, ms. null: it did not exit. */
export const exitTime = defineMetric('exit-time', incarnation, (events, which): MetricValue => {
  const life = lifeOf(events, which)
  if (life.length === 0) return neverRan('ms', which)
  const signalled = life.find(({ state }) => state === 'signalled')
  if (!signalled) return cannotTell('ms', `${which.service} was never sent a signal`)
  const exit = life.find(({ state, at }) => state === 'exited' && at >= signalled.at)
  const uncertainty = ((signalled.uncertaintyNs ?? 0) + (exit?.uncertaintyNs ?? 0)) / NS_PER_MS
  if (!exit) {
    const atLeast = Math.max(0, msBetween(signalled.at, watchEnd(events)))
    const span = [signalled.at, Infinity] as const
    return {
      observed: null,
      unit: 'ms',
      uncertainty,
      atLeast,
      offenders: [{ text: 'it did not exit' }],
      span,
    }
  }
  const offenders = [{ at: exit.at, text: exitText(exit) }]
  const span = [signalled.at, exit.at] as const
  return upTo(msBetween(signalled.at, exit.at), uncertainty, { offenders, span })
})

function lifeOf(events: readonly JournalEvent[], which: Incarnation): EventOf<'service'>[] {
  return eventsOf(events, 'service').filter(
    (event) => event.service === which.service && event.incarnation === which.incarnation,
  )
}

function neverRan(unit: string, { service, incarnation }: Incarnation): MetricValue {
  return cannotTell(unit, `incarnation ${incarnation} of ${service} never ran`)
}

function exitText({ service, code, signal, forced }: EventOf<'service'>): string {
  const how = signal ? `killed by ${signal}` : `exited with code ${code}`
  return `${service} ${how}${forced ? ' after its kill timeout' : ''}`
}
