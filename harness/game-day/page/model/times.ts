/** Moment of the game-day as a clock: `2:05`, `1:02:05`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** Moment with tenths of a second, for what is read closely: `2:05.3`. */
export function exactClock(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100))
  return `${clock(tenths * 100)}.${tenths % 10}`
}

/** A length of time in whole seconds: `4 s`, `2 min 05 s`, `1 h 02 min`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** A short length, with tenths below ten seconds: how long a fault took to act. */
export function shortSpan(ms: number): string {
  return ms < 10_000 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} s` : span(ms)
}

/** A value beside a chart: at most four digits that matter, thousands apart. */
export function quantity(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (size >= 1_000) return Math.round(value).toLocaleString('en-GB').replaceAll(',', '\u202f')
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value))
  return String(Number(value.toFixed(size >= 10 ? 1 : 2)))
}
