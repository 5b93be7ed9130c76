import { z } from 'zod'
import { cannotTell, defineMetric, param } from '../../../analysis/metric.ts'
import { msBetween } from '../../../analysis/moments.ts'
import { median } from '../../../analysis/quantile.ts'
import { eventsOf, type JournalEvent } from '../../../journal/events.ts'

const over: ReadonlySet<string> = new Set(['delivered', 'dead', 'dropped'])

/**
 * `work-of-draining`: what it takes the machine to deliver what waited at a moment, besides the time that the receiver takes by its design, ms: the
 * deliveries of the repository with the most of them, which come one after the other, times what one took in the steady state before the
 * first fault beyond `buildMs`. No profile makes that shorter.
 */
export const workOfDraining = defineMetric(
  'work-of-draining',
  z.strictObject({ at: param.moment, buildMs: z.number().nonnegative() }),
  (events, { at, buildMs }) => {
    const usual = median(timesBefore(events, eventsOf(events, 'fault')[0]?.at ?? Infinity))
    if (usual === undefined) return cannotTell('ms', 'no webhook was delivered before the first fault')
    const waiting = [...waitingAt(events, at)].sort(([, a], [, b]) => b - a)[0]
    const [repository, count] = waiting ?? ['', 0]
    const each = Math.max(0, usual - buildMs)
    const text = `${count} of ${repository} waited; ${each.toFixed(0)} ms of work for each`
    return { observed: count * each, unit: 'ms', uncertainty: 0, offenders: [{ at, text }] }
  },
)

/** From each attempt to the end of its delivery, before a moment, ms. */
function timesBefore(events: readonly JournalEvent[], limit: number): number[] {
  const begun = new Map<string, number>()
  return eventsOf(events, 'delivery').flatMap(({ delivery, state, at }) => {
    if (at >= limit) return []
    if (state === 'attempt') begun.set(delivery, at)
    const from = state === 'delivered' ? begun.get(delivery) : undefined
    return from === undefined ? [] : [msBetween(from, at)]
  })
}

/** Deliveries that the hop had taken by then and not ended, by repository. */
function waitingAt(events: readonly JournalEvent[], moment: number): Map<string, number> {
  const open = new Map<string, string>()
  for (const { delivery, repository, state, at } of eventsOf(events, 'delivery')) {
    if (at > moment) break
    if (state === 'accepted' || state === 'kept') open.set(delivery, repository)
    else if (over.has(state)) open.delete(delivery)
  }
  const counts = new Map<string, number>()
  for (const repository of open.values()) counts.set(repository, (counts.get(repository) ?? 0) + 1)
  return counts
}
