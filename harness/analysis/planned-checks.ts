import { eventsOf, type JournalEvent } from '../journal/events.ts'

/**
 * How the checks of a journal differ from those that were planned before its body began: the first that was planned and
 * not made, or made and not planned. A name counts as often as it stands. Undefined where they agree, where nothing was
 * planned, and for checks that a plan leaves open.
 *
 * Ask last: trouble, a stop or a missing steady state explain why checks were not made.
 */
export function notAsPlanned(events: readonly JournalEvent[]): string | undefined {
  const plan = eventsOf(events, 'checks-planned').at(-1)
  if (!plan) return undefined
  const planned = counted(plan.names)
  const made = counted(eventsOf(events, 'check').flatMap(({ name, standing }) => (standing ? [] : name)))
  for (const [name, times] of planned) {
    const count = made.get(name) ?? 0
    if (count < times)
      return `check '${name}' was planned${often(times)} and ${count === 0 ? 'not made' : `made ${count} times`}`
  }
  if (plan.open !== undefined) return undefined
  for (const [name, times] of made) {
    const count = planned.get(name) ?? 0
    if (count < times)
      return count === 0
        ? `check '${name}' was made and not planned`
        : `check '${name}' was made ${times} times and planned ${count} times`
  }
  return undefined
}

function often(times: number): string {
  return times === 1 ? '' : ` ${times} times`
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
