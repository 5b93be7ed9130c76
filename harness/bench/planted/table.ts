import { median } from '../../analysis/quantile.ts'
import type { Night } from '../../report/history/nights.ts'
import { CHANGED_NIGHTS, DRAWN_NIGHTS, type Found, LAST, type Trial } from './judge.ts'
import { wilson } from './wilson.ts'

/** Share of trials in which a change counts as found. */
const FOUND = 0.9
/** A check speaks of the planted operations where half as much more of them makes it longer by at least this share. */
const MOVED = 0.25
/** Size by which that is told. */
const TOLD_BY = 0.5

/** One way of looking for changes. */
export interface Way {
  readonly name: string
  readonly found: readonly Found[]
}

/** False alarms with their interval, what was found of each size, and the smallest size that is found by kind of metric, as Markdown. */
export function plantedTable(
  trial: Trial,
  ways: readonly Way[],
  metrics: ReadonlyMap<string, string>,
): string {
  const nights = trial.nights.get(0)!
  const moved = movedChecks(trial)
  const kinds = [...Map.groupBy(moved, (key) => metrics.get(key) ?? key)].sort(([a], [b]) =>
    a.localeCompare(b),
  )
  const repetitions = nights[0]!.results.scenarios.reduce((most, one) => Math.max(most, one.repetition), 1)
  const all = new Set(keysOf(nights)).size
  return [
    `${nights.length} nights of the same code, ${repetitions} repetitions each, ${all} checks of which ${moved.length} are of durations that were planted. The nights are`,
    `dealt in ${trial.trials} orders, and the newest of ${Math.min(LAST + 1, nights.length)} is judged; for change points, ${DRAWN_NIGHTS} nights are drawn from them, of which the last ${CHANGED_NIGHTS} are slower.`,
    '',
    `| planted | ${ways.map(({ name }) => name).join(' | ')} |`,
    `| --- |${' --- |'.repeat(ways.length)}`,
    ...ways[0]!.found.map(
      ({ size }, i) =>
        `| ${sizeText(size)} | ${ways.map(({ found }) => cell(found[i]!, moved)).join(' | ')} |`,
    ),
    '',
    'The smallest of these changes that is found 9 times in 10, by kind of metric:',
    '',
    `| metric | checks | nights differ by | ${ways.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- | --- |${' --- |'.repeat(ways.length)}`,
    ...kinds.map(([metric, keys]) => {
      const cells = ways.map(({ found }) => smallest(found, keys))
      return `| \`${metric}\` | ${keys.length} | ${scatterText(nights, keys)} | ${cells.join(' | ')} |`
    }),
  ].join('\n')
}

function sizeText(size: number): string {
  return size === 0 ? 'nothing (false alarms)' : `+${Math.round(size * 100)} %`
}

function cell(found: Found, moved: readonly string[]): string {
  if (found.size > 0)
    return `${moved.filter((key) => rate(found, key) >= FOUND).length} of ${moved.length} checks`
  const mean = found.alarms.reduce((sum, one) => sum + one, 0) / found.alarms.length
  const [low, high] = wilson(mean, found.alarms.length)
  return `${percent(mean)} of nights (${percent(low)} to ${percent(high)})`
}

const rate = ({ byCheck, trials }: Found, key: string) => (byCheck.get(key) ?? 0) / trials

function smallest(found: readonly Found[], keys: readonly string[]): string {
  const enough = found.find(
    (one) => one.size > 0 && keys.reduce((sum, key) => sum + rate(one, key), 0) / keys.length >= FOUND,
  )
  return enough ? sizeText(enough.size) : 'none of them'
}

function movedChecks({ nights }: Trial): string[] {
  const [before, after] = [nights.get(0)!, nights.get(TOLD_BY)!]
  return [...new Set(keysOf(before))].filter((key) => {
    const [a, b] = [medianOf(before, key), medianOf(after, key)]
    return a !== undefined && b !== undefined && a > 0 && b / a - 1 >= MOVED
  })
}

const keysOf = (nights: readonly Night[]) =>
  nights.flatMap(({ results }) =>
    results.scenarios.flatMap(({ id, checks }) => checks.map(({ name }) => `${id}: ${name}`)),
  )

const medianOf = (nights: readonly Night[], key: string) =>
  median(nights.flatMap((night) => middle(night, key) ?? []))

/** The night's own median of a check of a duration. */
function middle({ results }: Night, key: string): number | undefined {
  return median(
    results.scenarios.flatMap(({ id, checks }) =>
      checks.flatMap(({ name, unit, observed }) =>
        unit === 'ms' && observed !== null && `${id}: ${name}` === key ? observed : [],
      ),
    ),
  )
}

/** Standard deviation of the logarithm, as a share. */
function scatterText(nights: readonly Night[], keys: readonly string[]): string {
  const shares = keys.map((key) => {
    const logs = nights.flatMap((night) => {
      const value = middle(night, key)
      return value !== undefined && value > 0 ? Math.log(value) : []
    })
    const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length
    return Math.exp(Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (logs.length - 1))) - 1
  })
  return `± ${percent(median(shares)!)}`
}

const percent = (value: number) => `${(100 * value).toFixed(0)} %`
