import type { JournalEvent } from '../journal/events.ts'
import { perJournal } from '../journal/per-journal.ts'
import { Registry } from '../registry.ts'

type Moments = (events: readonly JournalEvent[]) => readonly number[]

const registry = new Registry<Moments>('effect')

/**
 * Defines moments (monotonic ns) at which something was lost that a fault may take: a fault that was seen to act later has acted from the first
 * of them after it was asked for, as a stopped service drains before the exit that proves the stop.
 * @throws UsageError when another file defines effects of this name
 */
export function defineEffect(name: string, moments: Moments): void {
  registry.add(name, moments)
}

export const effectsIn = perJournal((events): readonly number[] =>
  registry.all().flatMap((moments) => moments(events)),
)
