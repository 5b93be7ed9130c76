import type { RunCheck, RunResults } from './read-runs.ts'

/** One check over all repetitions of some runs, in the order in which they ran. */
export interface Series {
  readonly scenario: string
  readonly runtime: string
  readonly check: string
  readonly unit: string
  readonly op: RunCheck['op']
  readonly limit: number
  /** The coarsest of its repetitions. */
  readonly resolution: number
  /** null: never. Repetitions that could not be told are left out. */
  readonly observed: readonly (number | null)[]
  readonly broken: number
}

export interface SeriesOfRuns {
  /** Of the fixed forms, by scenario, runtime and check. */
  readonly checks: ReadonlyMap<string, Series>
  /** Broken variants that were detected whenever they could be told, and those that were not at least once. */
  readonly detected: ReadonlySet<string>
  readonly missed: ReadonlySet<string>
}

/** Gathers the repetitions of each check of one or more runs. */
export function seriesOf(runs: readonly RunResults[]): SeriesOfRuns {
  const scenarios = runs.flatMap((one) => one.scenarios)
  const fixed = scenarios.filter(({ kind }) => kind === 'current')
  const named = fixed.flatMap(({ id, runtime, checks }) =>
    checks.map((check) => ({ key: `${id}: ${check.name} (${runtime})`, id, runtime, check })),
  )
  const groups = Map.groupBy(named, ({ key }) => key)
  const bad = scenarios.filter(({ kind, verdict }) => kind === 'broken' && verdict !== 'skipped')
  const name = ({ id, variant, runtime }: (typeof bad)[number]) => `${id} ${variant} (${runtime})`
  const missed = new Set(
    bad.filter(({ detected, verdict }) => !detected && verdict !== 'inconclusive').map(name),
  )
  return {
    checks: new Map([...groups].map(([key, members]) => [key, gather(members)])),
    missed,
    detected: new Set(
      bad
        .filter(({ detected }) => detected)
        .map(name)
        .filter((variant) => !missed.has(variant)),
    ),
  }
}

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
    resolution: Math.max(...members.map((one) => one.check.uncertainty)),
    observed: told.map(({ observed }) => observed),
    broken: told.filter(({ verdict }) => verdict === 'failed').length,
  }
}
