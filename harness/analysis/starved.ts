import { formatMs } from '../duration.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { msBetween, watchEnd } from './moments.ts'

/**
 * Share of the watched time that services may wait for cores that others have, before a broken limit says nothing of the system. Of 256 executions, three at
 * a time on 2 cores, half lost a tenth, one in ten 37 % and one in a hundred 59 %; beside some twenty other programs it was half to four fifths.
 */
const LOST_MAX = 1 / 2

/** Less than this no client gives up for, ms. */
const LOST_MIN_MS = 500

/**
 * Why what was watched cannot be held against the system: it had no core for much of the time, as others had them. Clients then give up, leases end,
 * and queues grow as they would on no machine that has time for the system. undefined: it had its share. That the harness stalled does not
 * count: the system may have taken the cores itself.
 */
export function whyStarved(events: readonly JournalEvent[]): string | undefined {
  const from = eventsOf(events, 'steady').find(({ when, ok }) => when === 'before' && ok)?.at
  if (from === undefined) return undefined
  const until = watchEnd(events)
  const all = msBetween(from, until)
  const lost = eventsOf(events, 'stall')
    .filter(({ who, at }) => who === 'services' && at > from && at <= until)
    .reduce((sum, { ms }) => sum + ms, 0)
  if (lost < LOST_MIN_MS || lost <= all * LOST_MAX) return undefined
  return `the machine was too busy to judge the system: services waited for cores that others had, for ${formatMs(lost)} of ${formatMs(all)}`
}
