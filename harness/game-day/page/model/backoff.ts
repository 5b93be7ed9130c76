const FIRST_MS = 250
const LAST_MS = 5_000

/**
 * How long to wait before trying again to connect, ms: doubled each time, half of it by chance, so that the viewers of one server do not
 * all come back at once.
 * @param attempt 0 for the first
 */
export function backoffMs(attempt: number, random = Math.random()): number {
  const longest = Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return longest * (0.5 + random / 2)
}
