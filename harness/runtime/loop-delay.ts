import { NS_PER_MS, now } from '../journal/clock.ts'

/** From one mark of the event loop to the next, ms. */
const MARK_MS = 10
/** Marks that are further apart than two of them ought to be show a stall. */
const STALLED_MS = 3 * MARK_MS

/** When the loop came round the last time but one, and the last time. */
let marks: readonly [number, number] | undefined

/** From now on `loopDelayNs` can tell. */
export function followLoop(): void {
  if (marks) return
  marks = [now(), now()]
  setInterval(() => {
    marks = [marks![1], now()]
  }, MARK_MS).unref()
}

/**
 * How long ago, ns, what the event loop tells in this moment may have happened at the most: it waited while the loop was stalled, be it by other
 * work of this process or because the machine did not run it. 0 where the loop comes round as it should.
 */
export function loopDelayNs(): number {
  // The one before the last: timers come first when a stalled loop goes on, so that the last mark may be fresh.
  const since = marks ? now() - marks[0] : 0
  return since > STALLED_MS * NS_PER_MS ? since : 0
}
