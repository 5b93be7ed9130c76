import { UsageError } from './errors.ts'

/** A length of time as scenarios write it: `'500ms'`, `'2s'`, `'1.5m'`. */
export type Duration = `${number}ms` | `${number}s` | `${number}m`

const unitMs = { ms: 1, s: 1_000, m: 60_000 } as const

/**
 * Milliseconds of a duration such as `'500ms'`, `'2s'` or `'1.5m'`.
 * @throws UsageError on anything else, negative numbers included.
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text)
  if (!match)
    throw new UsageError(
      `duration ${JSON.stringify(text)}: write a number and ms, s or m, as in '500ms' or '2s'`,
    )
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]
}

/** Milliseconds as a short text with a fitting unit: `87 µs`, `12.3 ms`, `4.56 s`, `2 m 05 s`. */
export function formatMs(ms: number): string {
  if (!Number.isFinite(ms)) return 'never'
  const size = Math.abs(ms)
  if (size === 0) return '0 ms'
  if (size < 1) return `${Math.round(ms * 1000)} µs`
  if (size < 1_000) return `${trim(ms, size < 100 ? 1 : 0)} ms`
  if (size < 120_000) return `${trim(ms / 1_000, size < 10_000 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
