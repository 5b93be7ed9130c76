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
  /** Known-bad forms that were caught whenever they could be told, and those that were not at least once. */
  readonly caught: ReadonlySet<string>
  readonly notCaught: ReadonlySet<string>
}

/** Gathers the repetitions of each check of one or more runs. */
export function seriesOf(runs: readonly RunResults[]): SeriesOfRuns {
  const scenarios = runs.flatMap((one) => one.scenarios)
  const fixed = scenarios.filter(({ form }) => form === 'fixed')
  const named = fixed.flatMap(({ id, runtime, checks }) =>
    checks.map((check) => ({ key: `${id}: ${check.name} (${runtime})`, id, runtime, check })),
  )
  const groups = Map.groupBy(named, ({ key }) => key)
  const bad = scenarios.filter(({ form, verdict }) => form !== 'fixed' && verdict !== 'skipped')
  const name = ({ id, form, runtime }: (typeof bad)[number]) => `${id} ${form} (${runtime})`
  const notCaught = new Set(
    bad.filter(({ caught, verdict }) => !caught && verdict !== 'inconclusive').map(name),
  )
  return {
    checks: new Map([...groups].map(([key, members]) => [key, gather(members)])),
    notCaught,
    caught: new Set(
      bad
        .filter(({ caught }) => caught)
        .map(name)
        .filter((form) => !notCaught.has(form)),
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
    resolution: Math.max(...members.map((one) => one.check.resolution)),
    observed: told.map(({ observed }) => observed),
    broken: told.filter(({ verdict }) => verdict === 'failed').length,
  }
}
