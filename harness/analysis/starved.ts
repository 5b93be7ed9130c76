import { formatMs } from '../duration.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { msBetween, watchEnd } from './moments.ts'
import { heldUpMs } from './stalls.ts'

/** Share of the watched time that may be lost before a broken limit says nothing of the system. */
const LOST_MAX = 1 / 3

/**
 * Why what was watched cannot be held against the system: it, or those who watched it, had no core for much of the time, as others had them.
 * Clients then give up, leases end, and queues grow as they would on no machine that has time for the system. undefined: it had its share.
 */
export function whyStarved(events: readonly JournalEvent[]): string | undefined {
  const from = eventsOf(events, 'steady').find(({ when, ok }) => when === 'before' && ok)?.at
  if (from === undefined) return undefined
  const until = watchEnd(events)
  const [lost, all] = [heldUpMs(events, from, until), msBetween(from, until)]
  if (lost <= all * LOST_MAX) return undefined
  return `the machine was too busy to judge the system: services or the harness waited for a core for ${formatMs(lost)} of ${formatMs(all)}`
}
