import { formatMs } from '../duration.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'

/** A busy machine holds a process up by a second or two; longer, and nobody ran it: a laptop was closed, everything was stopped. */
const STANDSTILL_MS = 5_000

/** For how long the harness itself did not run, a sentence for each time: what happened then was seen late or not at all. */
export function standstillTexts(events: readonly JournalEvent[]): string[] {
  return eventsOf(events, 'stall')
    .filter(({ who, ms }) => who === 'harness' && ms >= STANDSTILL_MS)
    .map(({ at, ms }) => {
      const after = (at - (events[0]?.at ?? at)) / NS_PER_MS - ms
      return `The harness did not run for ${formatMs(ms)}, from ${formatMs(Math.max(0, after))} after the beginning on: what happened then was seen late or not at all.`
    })
}
