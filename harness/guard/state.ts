import { formatMs } from '../duration.ts'
import type { GuardOp } from './parse.ts'

/** How near a guard is to its limit. */
export interface GuardState {
  /** As it is written: `failed < 50 %`. */
  readonly guard: string
  readonly about: string
  /** null: nothing is known now. */
  readonly value: number | null
  readonly op: GuardOp
  /** Real time for a duration. */
  readonly limit: number
  readonly unit: string
  /** The value that came nearest to the limit so far, or passed it by most; null: there never was one. */
  readonly worst: number | null
  /** Monotonic ns. */
  readonly worstAt?: number
  readonly looks: number
  readonly seen: number
  /** It was passed. */
  readonly fired: boolean
  /** Why nothing is known now. */
  readonly reason?: string
}

const keeps: Record<GuardOp, (value: number, limit: number) => boolean> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

export const isKept = (op: GuardOp, value: number, limit: number): boolean => keeps[op](value, limit)

/** Whether the first of two values is nearer to the limit, or further past it. */
export const isWorse = (op: GuardOp, value: number, other: number): boolean =>
  op === '<' || op === '<=' ? value > other : value < other

/** `70.3 %`, `1.2 s`. */
export function guardValueText(value: number, unit: string): string {
  if (unit === 'ms') return formatMs(value)
  const number = String(Number(value.toFixed(1)))
  return unit === '' ? number : `${number} ${unit}`
}

/** `requests of probes that failed in the last 10s came to 70.3 %, limit < 50 %`. */
export function passedText({ about, value, op, limit, unit }: GuardState): string {
  return `${about} came to ${guardValueText(value!, unit)}, limit ${op} ${guardValueText(limit, unit)}`
}
