/**
 * The harness's one clock: CLOCK_MONOTONIC in nanoseconds, shared by all processes and containers of a machine.
 * A double holds it exactly for 104 days of uptime and to 2 ns for 208, far below any uncertainty claimed here.
 */
export function now(): number {
  return Number(process.hrtime.bigint())
}

/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1_000_000

/** Wall-clock milliseconds since the epoch minus monotonic milliseconds, sampled now; turns foreign wall times into `now()` times. */
export function wallOffsetMs(): number {
  const wall = performance.timeOrigin + performance.now()
  const offset = wall - now() / NS_PER_MS
  // Node reads the wall clock once, at its start. Date.now() follows later steps and slews, but in whole milliseconds.
  const behind = wall - Date.now()
  return behind > -1 && behind < 2 ? offset : offsetAtTick()
}

/** The offset at the moment Date.now() changes: exact, at the price of waiting up to 1 ms for it. */
function offsetAtTick(): number {
  const before = Date.now()
  let wall = before
  while (wall === before) wall = Date.now()
  return wall - now() / NS_PER_MS
}
