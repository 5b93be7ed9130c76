import { type EventOf, wallOffsetMs } from '../../door.ts'

/** A line as the proxy's log format writes it. */
interface Line {
  /** Seconds since the epoch, to the millisecond. */
  readonly msec: number
  readonly status: number
  readonly id: string
}

/**
 * What a proxy answered, from its access log: one JSON object a line.
 * @param offsetMs wall clock minus monotonic clock
 * @throws SyntaxError on a line that is none
 */
export function answersIn(text: string, service: string, offsetMs = wallOffsetMs()): EventOf<'answered'>[] {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const { msec, status, id } = JSON.parse(line) as Line
    const at = Math.round((msec * 1_000 - offsetMs) * 1e6)
    return { kind: 'answered' as const, at, service, status, ...(id === '' ? {} : { id }) }
  })
}
