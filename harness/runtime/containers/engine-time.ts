import type { MachineClock } from '../machine-clock.ts'

/**
 * A time of the engine (RFC 3339 with nanoseconds, wall clock) as monotonic ns, held within the bounds between which it
 * is known to lie.
 */
export function fromEngineTime(
  text: string,
  clock: Pick<MachineClock, 'fromWall'>,
  earliest: number,
  latest: number,
): number {
  const [, seconds, fraction = '0'] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? []
  const at = clock.fromWall(Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1_000)
  return Math.round(Math.min(latest, Math.max(earliest, at)))
}
