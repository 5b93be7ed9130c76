import { NS_PER_MS, wallOffsetMs } from '../journal/clock.ts'

/** How the clocks of the machine on which a service runs stand to the journal's. */
export interface MachineClock {
  /** @param ns of its CLOCK_MONOTONIC @returns the same moment, as the journal counts: monotonic ns of this machine */
  fromMonotonic(ns: number): number
  /** @param ms of its wall clock, since the epoch @returns as `fromMonotonic` */
  fromWall(ms: number): number
  /** How far what these give now may be off, ns. */
  uncertaintyNs(): number
}

/** Less than this is noise of a sample: moments of one millisecond keep their order. What sets or slews a clock soon makes it more. */
const NOISE_MS = 1

let known: number | undefined

/** Wall minus monotonic time, ms. */
function offsetMs(): number {
  // Whatever holds this process up between the two clocks makes it smaller.
  const seen = Math.max(wallOffsetMs(), wallOffsetMs())
  if (known === undefined || Math.abs(seen - known) > NOISE_MS) known = seen
  return known
}

/** Of a service on this machine. */
export const ownClock: MachineClock = {
  fromMonotonic: (ns) => ns,
  fromWall: (ms) => (ms - offsetMs()) * NS_PER_MS,
  uncertaintyNs: () => 0,
}
