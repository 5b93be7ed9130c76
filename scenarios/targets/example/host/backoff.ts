/** Reconnect delays in ms. */
export const delays = { floorMs: 50, baseMs: 100, ceilingMs: 1_000 } as const

/**
 * Full jitter: anything between the floor and the base doubled per failure, up to the ceiling.
 * @param random in [0, 1).
 */
export function reconnectDelay(failures: number, random: number): number {
  const longest = Math.min(delays.ceilingMs, delays.baseMs * 2 ** failures)
  return delays.floorMs + random * (longest - delays.floorMs)
}

/** After another tunnel of the same name took over: the upper half of the ceiling, so that two hosts do not chase each other. */
export function replacedDelay(random: number): number {
  return delays.ceilingMs * (0.5 + random / 2)
}
