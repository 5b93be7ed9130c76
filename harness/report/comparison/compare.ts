import { changesOfNight } from '../../analysis/comparison/between-nights.ts'
import { type Change, changeOf, type Sample } from '../../analysis/comparison/change.ts'
import { median } from '../../analysis/quantile.ts'
import { UsageError } from '../../errors.ts'
import { alteredIn } from './altered.ts'
import type { RunResults } from './read-runs.ts'
import { type SeriesOfRuns, seriesOf, untoldKey } from './series.ts'

/** One check of one scenario on one runtime, before and now. */
export interface ComparedCheck extends Change {
  readonly scenario: string
  readonly runtime: string
  readonly check: string
  readonly unit: string
  readonly baseline: readonly (number | null)[]
  readonly run: readonly (number | null)[]
}

export interface Comparison {
  readonly baseline: Side
  readonly run: Side
  /** Worse first, then better, then the rest. */
  readonly checks: readonly ComparedCheck[]
  /** Broken variants that the baseline detected and the run did not. */
  readonly noLongerDetected: readonly string[]
  /** Could be told in the baseline and not in the run. */
  readonly noLongerTold: readonly string[]
  /** Checks and detected variants of the baseline that the run lacks, without a reason: worse, as nothing holds them any more. */
  readonly lost: readonly string[]
  /** Journals of either side that were altered. What they gave is left out. */
  readonly altered: readonly string[]
  /** Runs of either side that could not be read, with why. */
  readonly leftOut: readonly string[]
  readonly onlyRun: readonly string[]
  /** What a reader should know before believing it: another machine, other versions. */
  readonly warnings: readonly string[]
  readonly worse: boolean
}

interface Side {
  readonly ids: readonly string[]
  readonly commits: readonly (string | null)[]
}

/** How two sides are compared. */
export interface CompareOptions {
  /** Runs of the two sides that could not be read. */
  readonly baseline?: readonly string[]
  readonly run?: readonly string[]
  /** Each run of the baseline is a night of its own, and how the nights differ is noise, too. */
  readonly byNight?: boolean
}

/**
 * Compares the current versions' checks, and which broken variants were detected.
 * @throws UsageError when the two have no check in common, or ran in different profiles
 */
export function compareRuns(
  baseline: readonly RunResults[],
  run: readonly RunResults[],
  { byNight = false, ...leftOut }: CompareOptions = {},
): Comparison {
  refuseProfiles(baseline, run)
  const [before, now] = [seriesOf(baseline), seriesOf(run)]
  const common = [...now.checks].filter(([key]) => before.checks.has(key))
  const altered = alteredIn([...baseline, ...run])
  // Checks may have been deleted from an altered journal.
  if (common.length === 0 && altered.length === 0 && !leftOut.run?.length)
    throw new UsageError('baseline and run have no check in common: they ran different scenarios or runtimes')
  const changes = byNight
    ? againstNights(baseline, before, common)
    : common.map(([key, series]) => changeOf(sampleOf(before.checks.get(key)!), sampleOf(series)))
  const compared = common.map(([key, series], i) => ({
    scenario: series.scenario,
    runtime: series.runtime,
    check: series.check,
    unit: series.unit,
    baseline: before.checks.get(key)!.observed,
    run: series.observed,
    ...changes[i]!,
  }))
  const told = ({ verdict }: Change) => verdict !== 'too few'
  const noLongerTold = compared
    .filter((check) => !told(check) && check.baseline.length > 0 && check.run.length === 0)
    .map(({ scenario, check, runtime }) => `${scenario}: ${check} (${runtime})`)
  const gone = goneFrom(before, now, leftOut.run?.length ? 'a part of the run was left out' : undefined)
  const noLongerDetected = [...before.detected].filter((variant) => now.missed.has(variant))
  const checks = compared.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  return {
    baseline: sideOf(baseline),
    run: sideOf(run),
    checks,
    noLongerDetected,
    noLongerTold: [...noLongerTold, ...gone.untold],
    lost: gone.lost,
    altered,
    leftOut: [...(leftOut.baseline ?? []), ...(leftOut.run ?? [])],
    onlyRun: [...now.checks.keys()].filter((key) => !before.checks.has(key)),
    warnings: [...differences(baseline, run), ...coarse(now.checks), ...coarse(before.checks)],
    worse:
      gone.lost.length > 0 ||
      noLongerDetected.length > 0 ||
      checks.some(({ verdict }) => verdict === 'worse'),
  }
}

/** What the baseline had and the run has not: with a reason where the run gives one. */
function goneFrom(
  before: SeriesOfRuns,
  now: SeriesOfRuns,
  elseReason: string | undefined,
): { lost: string[]; untold: string[] } {
  const checks = [...before.checks]
    .filter(([key]) => !now.checks.has(key))
    .map(([key, { scenario: id, runtime }]) => ({ key, of: untoldKey({ id, variant: 'current', runtime }) }))
  const variants = [...before.detected]
    .filter((key) => !now.detected.has(key) && !now.missed.has(key))
    .map((key) => ({ key, of: key }))
  const gone = [...checks, ...variants].map(({ key, of }) => ({
    key,
    reason: now.untold.get(of) ?? elseReason,
  }))
  return {
    lost: gone.flatMap(({ key, reason }) => (reason === undefined ? key : [])),
    untold: gone.flatMap(({ key, reason }) => (reason === undefined ? [] : `${key}: ${reason}`)),
  }
}

function coarse(checks: SeriesOfRuns['checks']): string[] {
  return [...checks].flatMap(([key, { coarse: outliers, uncertainty, unit, observed }]) =>
    outliers
      ? `${key}: ${outliers.count} of ${observed.length} readings are known to ± ${Math.round(outliers.upTo)} ${unit}, the others to ± ${Math.round(uncertainty)}`
      : [],
  )
}

const order: readonly Change['verdict'][] = ['worse', 'better', 'too few', 'no change']

type Series = ReturnType<typeof seriesOf>['checks'] extends ReadonlyMap<string, infer S> ? S : never

function againstNights(
  baseline: readonly RunResults[],
  before: SeriesOfRuns,
  common: readonly (readonly [string, Series])[],
): Change[] {
  const nights = baseline.map((one) => seriesOf([one]).checks)
  return changesOfNight(
    common.map(([key, series]) => ({
      baseline: sampleOf(before.checks.get(key)!),
      run: sampleOf(series),
      nights: nights.map((checks) => valuesOf(checks.get(key)?.observed ?? [])),
      unit: series.unit,
      precondition: series.precondition,
    })),
  )
}

function sampleOf({ observed, op, limit, uncertainty, broken }: Series): Sample {
  return { op, limit, uncertainty, broken, values: valuesOf(observed) }
}

const valuesOf = (observed: readonly (number | null)[]) => observed.map((value) => value ?? Infinity)

function sideOf(runs: readonly RunResults[]): Side {
  return { ids: runs.map(({ run }) => run.id), commits: [...new Set(runs.map(({ run }) => run.commit))] }
}

function refuseProfiles(baseline: readonly RunResults[], run: readonly RunResults[]): void {
  const profiles = [...new Set([...baseline, ...run].map((one) => one.run.profile))]
  if (profiles.length > 1)
    throw new UsageError(
      `runs of different profiles (${profiles.join(', ')}) cannot be compared: their durations differ`,
    )
}

/** Parts of the environment that move metrics. */
const relevant = ['cpu', 'cores', 'memory', 'node', 'redis', 'docker', 'os']

function differences(baseline: readonly RunResults[], run: readonly RunResults[]): string[] {
  const values = (runs: readonly RunResults[], key: string) =>
    [...new Set(runs.map((one) => String(one.run.environment[key] ?? 'none')))].sort().join(' / ')
  return relevant
    .flatMap((key) => {
      const [before, now] = [values(baseline, key), values(run, key)]
      return before === now ? [] : [`${key}: ${before} before, ${now} now`]
    })
    .concat(slowerMachine(baseline, run))
}

/** Machines whose speeds differ by more than this move durations by about as much. */
const NOTABLE = 1.2

function slowerMachine(baseline: readonly RunResults[], run: readonly RunResults[]): string[] {
  const typical = (runs: readonly RunResults[]) =>
    median(runs.flatMap(({ scenarios }) => scenarios.flatMap(({ slowness }) => slowness ?? [])))
  const [before, now] = [typical(baseline), typical(run)]
  if (before === undefined || now === undefined) return []
  if (Math.max(before, now) / Math.min(before, now) <= NOTABLE) return []
  return [
    `time that the machine takes for a piece of work, of the reference's: ${before} times before, ${now} times now`,
  ]
}
