import { type EventOf, eventsOf, type JournalEvent } from '../journal/events.ts'

/**
 * By how much the machine was slower than the one on which the lateness of stamps was measured, rounded up to tenths; 1 where it was as
 * quick or quicker.
 */
export function slownessOf({
  workMs,
  referenceMs,
}: Pick<EventOf<'machine'>, 'workMs' | 'referenceMs'>): number {
  return Math.max(1, Math.ceil((workMs / referenceMs) * 10) / 10)
}

/** `slownessOf` what the journal recorded of its machine; 1 where it recorded nothing (yet: it does before the first check). */
export function slownessIn(events: readonly JournalEvent[]): number {
  const [machine] = eventsOf(events, 'machine')
  return machine ? slownessOf(machine) : 1
}
