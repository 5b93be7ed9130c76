import { median } from '../../analysis/quantile.ts'
import { greatest } from '../../extremes.ts'
import type { RunCheck, RunResults } from './read-runs.ts'

/** One check over all repetitions of some runs, in the order in which they ran. */
export interface Series {
  readonly scenario: string
  readonly runtime: string
  readonly check: string
  readonly unit: string
  readonly op: RunCheck['op']
  readonly limit: number
  /** Uncertainty of its repetitions, their median: one coarse reading does not make all of them coarse. */
  readonly uncertainty: number
  /** Repetitions that are far less certain than the others; absent where there are none. */
  readonly coarse?: { readonly count: number; readonly upTo: number }
  /** null: never. Repetitions that were inconclusive are left out. */
  readonly observed: readonly (number | null)[]
  readonly broken: number
  /** It speaks of what the scenario itself brought about, not of the system. */
  readonly precondition: boolean
}

export interface SeriesOfRuns {
  /** Of the current versions, by scenario, runtime and check. */
  readonly checks: ReadonlyMap<string, Series>
  /** Broken variants that were detected whenever they could be told, and those that were not at least once. */
  readonly detected: ReadonlySet<string>
  readonly missed: ReadonlySet<string>
  /** Scenarios and variants that ended without a verdict, with the reason: what they lack was not lost. */
  readonly untold: ReadonlyMap<string, string>
}

/** Gathers the repetitions of each check of one or more runs. */
export function seriesOf(runs: readonly RunResults[]): SeriesOfRuns {
  const scenarios = runs.flatMap((one) => one.scenarios)
  const fixed = scenarios.filter(({ kind }) => kind === 'current')
  // Of an execution that was cut short no value is that of a whole one.
  const whole = fixed.filter(({ verdict }) => verdict !== 'stopped')
  const named = whole.flatMap(({ id, runtime, checks }) =>
    checks.map((check) => ({ key: `${id}: ${check.name} (${runtime})`, id, runtime, check })),
  )
  const groups = Map.groupBy(named, ({ key }) => key)
  const bad = scenarios.filter(({ kind, verdict }) => kind === 'broken' && verdict !== 'skipped')
  const missed = new Set(bad.filter((one) => !one.detected && !isUntold(one)).map(untoldKey))
  return {
    checks: new Map([...groups].map(([key, members]) => [key, gather(members)])),
    missed,
    untold: new Map(
      scenarios.filter(isUntold).map((one) => [untoldKey(one), one.reason ?? `was ${one.verdict}`]),
    ),
    detected: new Set(
      bad
        .filter(({ detected }) => detected)
        .map(untoldKey)
        .filter((variant) => !missed.has(variant)),
    ),
  }
}

const isUntold = ({ verdict }: RunResults['scenarios'][number]) =>
  verdict === 'inconclusive' || verdict === 'skipped' || verdict === 'stopped'

/** By what `untold` finds an execution: that of a check is the current version's. */
export const untoldKey = ({ id, variant, runtime }: { id: string; variant: string; runtime: string }) =>
  `${id} ${variant} (${runtime})`

/** So many times the median uncertainty make a repetition an outlier. */
const COARSE = 3

function gather(members: readonly { id: string; runtime: string; check: RunCheck }[]): Series {
  const { id, runtime, check } = members.at(-1)!
  const told = members.map((one) => one.check).filter(({ verdict }) => verdict !== 'inconclusive')
  return {
    scenario: id,
    runtime,
    check: check.name,
    unit: check.unit,
    op: check.op,
    limit: check.limit,
    ...certaintyOf(members.map((one) => one.check.uncertainty)),
    observed: told.map(({ observed }) => observed),
    precondition: check.precondition === true,
    broken: told.filter(({ verdict }) => verdict === 'failed').length,
  }
}

function certaintyOf(uncertainties: readonly number[]): Pick<Series, 'uncertainty' | 'coarse'> {
  const typical = median(uncertainties) ?? 0
  const outliers = uncertainties.filter((one) => one > COARSE * typical)
  return {
    uncertainty: typical,
    ...(outliers.length > 0 && { coarse: { count: outliers.length, upTo: greatest(outliers) } }),
  }
}
