import type { EventOf, MachineClock } from '../../door.ts'

/** A line as the proxy's log format writes it. */
interface Line {
  /** Seconds since the epoch, to the millisecond. */
  readonly msec: number
  readonly status: number
  readonly id: string
}

/**
 * What a proxy answered, from its access log: one JSON object a line.
 * @param clock of the machine on which the proxy runs
 * @throws SyntaxError on a line that is none
 */
export function answersIn(
  text: string,
  service: string,
  clock: Pick<MachineClock, 'fromWall'>,
): EventOf<'answered'>[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const { msec, status, id } = JSON.parse(line) as Line
    const at = Math.round(clock.fromWall(msec * 1_000))
    return { kind: 'answered' as const, at, service, status, ...(id === '' ? {} : { id }) }
  })
}
