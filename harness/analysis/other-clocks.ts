import { greatest } from '../extremes.ts'
import { NS_PER_MS } from '../journal/clock.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'
import { perJournal } from '../journal/per-journal.ts'

/** Clocks of several machines. */
export interface OtherClocks {
  /** How far one of them was ahead or behind at the most, ms. */
  readonly offMs: number
  /** How far a moment that was turned into one of the journal may be off, ms. */
  readonly uncertaintyMs: number
}

/** What is known of the clocks of other machines; undefined where all is of one. */
export const otherClocks = perJournal((events: readonly JournalEvent[]): OtherClocks | undefined => {
  const clocks = eventsOf(events, 'clock')
  if (clocks.length === 0) return undefined
  const most = (of: (clock: (typeof clocks)[number]) => number) => greatest(clocks.map(of), 0) / NS_PER_MS
  return {
    offMs: most(({ offsetNs }) => Math.abs(offsetNs)),
    uncertaintyMs: most(({ uncertaintyNs }) => uncertaintyNs),
  }
})
