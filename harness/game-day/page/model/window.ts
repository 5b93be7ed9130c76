/** The stretch of time that all charts show. */
export interface TimeWindow {
  /** Ends at now, and moves with it. */
  readonly follow: boolean
  /** How much it shows, ms; `Infinity`: everything so far. */
  readonly span: number
  /** Where it ends, if it does not follow. */
  readonly to: number
}

/** A game-day that has just begun leaves room, so that nothing is squeezed and stretched. */
const LEAST_SHOWN = 30_000
const LEAST_SPAN = 1_000

export const followNow = (span = 5 * 60_000): TimeWindow => ({ follow: true, span, to: 0 })

/** First and last moment shown. */
export function rangeOf({ follow, span, to }: TimeWindow, now: number): [number, number] {
  const end = follow ? now : to
  const from = Math.max(0, end - span)
  return [from, follow ? Math.max(end, Math.min(LEAST_SHOWN, span)) : end]
}

/** Shows from a moment to another, and stays there. */
export function between(from: number, to: number): TimeWindow {
  const length = Math.max(LEAST_SPAN, to - from)
  return { follow: false, span: length, to: from + length }
}

/** Moves by a share of what is shown; at now it follows again. */
export function pan(shown: TimeWindow, share: number, now: number): TimeWindow {
  const [from, to] = rangeOf(shown, now)
  const by = (to - from) * share
  if (to + by >= now && by > 0) return followNow(to - from)
  return between(Math.max(0, from + by), Math.max(to - from, to + by))
}

/** Shows `factor` times as much around a moment; while it follows, now stays at the edge. */
export function zoom(shown: TimeWindow, factor: number, now: number, around?: number): TimeWindow {
  const [from, to] = rangeOf(shown, now)
  const length = Math.max(LEAST_SPAN, (to - from) * factor)
  if (shown.follow && around === undefined) return followNow(length)
  const middle = around ?? (from + to) / 2
  const start = Math.max(0, middle - ((middle - from) / (to - from)) * length)
  return start + length >= now && factor > 1 ? followNow(length) : between(start, start + length)
}
