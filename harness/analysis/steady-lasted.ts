import { least } from '../extremes.ts'
import { eventsOf, type JournalEvent } from '../journal/events.ts'

/**
 * Share of the requests between the proof of the steady state and the first fault that may be left without an answer in time. Of 221 executions on
 * a quiet machine one came to 10 %, all others to none; on one with six programs for each core it was 60 to 90 %.
 */
const TIMEOUTS_MAX = 0.2

/** Fewer requests tell nothing of a share. */
const REQUESTS_MIN = 20

/**
 * Why what was proved steady was so no longer when the fault came; undefined where it was. Clients of a machine that has no time for the
 * system get no answers in time, and what happens to them then says nothing of the fault.
 */
export function whySteadyEnded(events: readonly JournalEvent[]): string | undefined {
  const proof = eventsOf(events, 'steady').find(({ when, ok }) => when === 'before' && ok)
  if (!proof) return undefined
  const first = least(eventsOf(events, 'fault').map(({ at }) => at))
  const asked = eventsOf(events, 'probe').filter(({ due }) => due >= proof.at && due < first)
  const late = asked.filter(({ ok, error }) => !ok && error === 'timeout').length
  if (asked.length < REQUESTS_MIN || late <= asked.length * TIMEOUTS_MAX) return undefined
  return `the steady state did not last to the fault: ${late} of ${asked.length} requests before it got no answer in time`
}
