import {
  cannotTell,
  defineMetric,
  eventsOf,
  type JournalEvent,
  knownOf,
  median,
  msBetween,
  param,
  z,
} from '../../../definitions.ts'
import { waitingOf } from '../analysis/deliveries.ts'
import { attemptsOf } from './attempts-failed-untouched.ts'

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

/**
 * From each attempt that came through to its end, before a moment, ms. Of a hop that does not say when it attempts: from when it took the
 * delivery over.
 */
function timesBefore(events: readonly JournalEvent[], limit: number): number[] {
  const begins = knownOf(events).notReported?.includes('attempt') ? 'accepted' : 'attempt'
  return attemptsOf(events, begins)
    .filter(({ to, end }) => to < limit && end.state === 'delivered')
    .map(({ from, to }) => msBetween(from, to))
}

/** How many deliveries the hop had to make then, by repository. */
function waitingAt(events: readonly JournalEvent[], moment: number): Map<string, number> {
  const waiting = waitingOf(events)
  const repositories = new Map<string, string>()
  for (const event of events) {
    if (event.at > moment) break
    waiting.take(event)
    if (event.kind === 'delivery' && event.repository !== undefined)
      repositories.set(event.delivery, event.repository)
    else if (event.kind === 'probe' && event.id !== undefined) repositories.set(event.id, event.host)
  }
  const counts = new Map<string, number>()
  for (const id of waiting.ids) {
    // Acknowledged only later, or never: by itself, as nobody knows whose it is.
    const repository = repositories.get(id) ?? id
    counts.set(repository, (counts.get(repository) ?? 0) + 1)
  }
  return counts
}
