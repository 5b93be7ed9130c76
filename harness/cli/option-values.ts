import { InvalidArgumentError } from 'commander'
import { UsageError } from '../errors.ts'

/** Two options that set the same one: the later would win without a word. @throws UsageError */
export function refuseBoth(
  argv: readonly string[],
  ones: readonly string[],
  others: readonly string[],
): void {
  const one = ones.find((option) => argv.includes(option))
  const other = others.find((option) => argv.includes(option))
  if (one !== undefined && other !== undefined)
    throw new UsageError(`${one} and ${other} contradict each other: leave out one of them`)
}

/** `before,after` @throws InvalidArgumentError for an empty name or one that is there twice */
export function names(text: string): string[] {
  const all = text.split(',').map((name) => name.trim())
  if (all.some((name) => name === '')) throw new InvalidArgumentError('Write names with commas between them.')
  if (new Set(all).size < all.length) throw new InvalidArgumentError('Name each once.')
  return all
}

/** `1/3`: the first of three parts. @throws InvalidArgumentError */
export function shard(text: string): { index: number; count: number } {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? []
  if (index && count && index <= count) return { index, count }
  throw new InvalidArgumentError('Write 1/3 for the first of three parts.')
}

/** Reads a whole number. @throws InvalidArgumentError outside of [min, max] */
export function wholeFrom(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`)
  }
}

/** An option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text]

export const guardHelp =
  "heal all at once and stop past a limit: 'failed < 50 %', 'latency < 2s', any metric; may be repeated"

export const configHelp = 'configuration file of the project; default: the nearest gameday.config.ts upwards'
