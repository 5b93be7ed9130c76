import { quantile } from '../../analysis/quantile.ts'
import { valueText } from '../words.ts'
import type { ComparedCheck, Comparison } from './compare.ts'

/** `+120 ms (interval +80 ms to +160 ms, noise 40 ms)`. */
export function differenceText({ difference, interval, noise, unit }: ComparedCheck): string {
  const [low, high] = interval.map((bound) => signed(bound, unit))
  const bounds = Number.isFinite(interval[0]) || Number.isFinite(interval[1]) ? `${low} to ${high}, ` : ''
  return `${signed(difference, unit)} (${bounds}noise ${valueText(noise, unit)})`
}

function signed(value: number, unit: string): string {
  if (Number.isNaN(value)) return '?'
  if (!Number.isFinite(value)) return value > 0 ? 'never' : '−never'
  return `${value < 0 ? '−' : '+'}${valueText(Math.abs(value), unit)}`
}

/** Median of the repetitions and how many there are: `512 ms (5)`. */
export function medianText(observed: readonly (number | null)[], unit: string): string {
  const middle = quantile(
    observed.map((value) => value ?? Infinity),
    0.5,
  )
  if (middle === undefined) return '–'
  return `${Number.isFinite(middle) ? valueText(middle, unit) : 'never'} (${observed.length})`
}

/** What a comparison comes to, in one sentence. */
export function verdictText({
  checks,
  noLongerDetected,
  noLongerTold,
  lost,
  altered,
  leftOut,
}: Comparison): string {
  const count = (verdict: string) => checks.filter((check) => check.verdict === verdict).length
  const parts = [
    `${count('worse')} worse`,
    `${count('better')} better`,
    `${count('no change')} without a change`,
    count('too few') > 0 && `${count('too few')} with too few repetitions to tell`,
    noLongerDetected.length > 0 && `${noLongerDetected.length} broken variants no longer detected`,
    lost.length > 0 && `${lost.length} no longer there`,
    altered.length > 0 && `${altered.length} altered journals left out`,
    leftOut.length > 0 && `${leftOut.length} unreadable ${leftOut.length === 1 ? 'run' : 'runs'} left out`,
    noLongerTold.length > 0 && `${noLongerTold.length} inconclusive now`,
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}
