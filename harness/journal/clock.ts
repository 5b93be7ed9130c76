/**
 * The harness's one clock: CLOCK_MONOTONIC in nanoseconds, shared by all processes and containers of a machine.
 * A double holds it exactly for 104 days of uptime and to 2 ns for 208, far below any resolution claimed here.
 */
export function now(): number {
  return Number(process.hrtime.bigint())
}

/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1_000_000

/** Wall-clock milliseconds since the epoch minus monotonic milliseconds, sampled now; turns foreign wall times into `now()` times. */
export function wallOffsetMs(): number {
  let best = Number.POSITIVE_INFINITY
  let offset = 0
  // The sample with the shortest bracket has the least scheduling noise in it.
  for (let i = 0; i < 5; i++) {
    const before = now()
    const wall = performance.timeOrigin + performance.now()
    const after = now()
    if (after - before < best) {
      best = after - before
      offset = wall - (before + after) / 2 / NS_PER_MS
    }
  }
  return offset
}
