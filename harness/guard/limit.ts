import { type Duration, parseDuration } from '../duration.ts'
import { UsageError } from '../errors.ts'
import type { Unit } from './signal.ts'

/** A limit as it is written. */
export interface WrittenLimit {
  readonly value: number
  /** It is the system's own time and is scaled; anything else is taken as it is. */
  readonly isDuration: boolean
  /** What stands after the number. */
  readonly unit: string
}

const MB_IN: Readonly<Record<string, number>> = { '': 1, kB: 0.001, MB: 1, GB: 1_000 }

/**
 * Reads a limit in the unit of what it is held against.
 * @param unit undefined: a metric, whose unit shows when it is computed
 * @throws UsageError that says how it is written
 */
export function readLimit(guard: string, text: string, unit: Unit | undefined): WrittenLimit {
  const refuse = (how: string): never => {
    throw new UsageError(`guard ${guard}: ${JSON.stringify(text)} is no limit for it: ${how}`)
  }
  const [, number = '', word = ''] = /^(-?\d+(?:\.\d+)?)\s*(\D*)$/.exec(text) ?? []
  if (number === '') refuse(howToWrite(unit))
  const value = Number(number)
  const isDuration = ['ms', 's', 'm'].includes(word)
  if (unit === 'ms' || (unit === undefined && isDuration)) {
    if (!isDuration || value < 0) refuse(howToWrite(unit))
    return { value: parseDuration(`${number}${word}` as Duration), isDuration: true, unit: 'ms' }
  }
  if (unit === undefined) return { value, isDuration: false, unit: word }
  const scale = unit === 'MB' ? MB_IN[word] : ['', unit].includes(word) ? 1 : undefined
  if (scale === undefined || value < 0 || (unit === '%' && value > 100)) refuse(howToWrite(unit))
  return { value: value * scale!, isDuration: false, unit }
}

function howToWrite(unit: Unit | undefined): string {
  if (unit === undefined) return 'write a number, or a duration as in 500ms'
  if (unit === '%') return 'write a percentage from 0 to 100, as in 50 %'
  if (unit === 'ms') return 'write a duration, as in 500ms or 2s'
  return unit === 'MB' ? 'write an amount, as in 500 MB' : `write a number of ${unit}, as in 200`
}
