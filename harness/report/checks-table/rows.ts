import { noticesGoal } from '../../analysis/notices.ts'
import { median } from '../../analysis/quantile.ts'
import type { CheckResult, Results, ScenarioResult } from '../results.ts'

/** One check of the catalogue: what proves it, and what it would notice. */
export interface CheckRow {
  readonly scenario: string
  readonly check: string
  readonly metric: string
  readonly op: CheckResult['op']
  readonly unit: string
  /** Broken variants that failed it: of its own scenario by name, of a sibling with the same metric as `scenario variant`. */
  readonly provenBy: readonly string[]
  /** Median over executions of the current version: the smallest value called `failed`, as a factor of the design's limit. */
  readonly notices: { readonly production: number | null; readonly compressed: number | null }
  /** Profiles in which it notices less than the goal. */
  readonly weak: readonly Profile[]
}

type Profile = keyof CheckRow['notices']
const factors: Readonly<Record<Profile, number>> = { production: 1, compressed: 0.1 }

interface Seen {
  readonly profile: string
  readonly result: ScenarioResult
  readonly check: CheckResult
}

/** The checks of the current versions in some runs, each with what all of these runs say about it. */
export function checkRows(runs: readonly Results[]): CheckRow[] {
  const seen: Seen[] = runs.flatMap(({ run, scenarios }) =>
    scenarios.flatMap((result) =>
      result.checks
        .filter(({ precondition }) => !precondition)
        .map((check) => ({ profile: run.profile, result, check })),
    ),
  )
  const failures = seen.filter(({ result, check }) => result.kind === 'broken' && check.verdict === 'failed')
  const current = seen.filter(({ result }) => result.kind === 'current')
  const groups = Map.groupBy(current, ({ result, check }) => `${result.id}\n${check.name}`)
  return [...groups.values()].map((group) => rowOf(group, failures)).sort(byName)
}

/** The rows of some runs, with the broken variants of other scenarios that rows from before name for the same metric, held the same way. */
export const withProofsOf = (made: readonly CheckRow[], kept: readonly CheckRow[]): CheckRow[] =>
  made.map((row) => {
    const siblings = kept.filter(
      ({ scenario, metric, op }) =>
        systemOf(scenario) === systemOf(row.scenario) && metric === row.metric && op === row.op,
    )
    const proofs = siblings.flatMap(({ scenario, provenBy }) =>
      provenBy
        .filter((proof) => !proof.startsWith(`${systemOf(scenario)}/`))
        .map((own) => `${scenario} ${own}`),
    )
    return { ...row, provenBy: [...new Set([...row.provenBy, ...proofs])].sort() }
  })

const byName = (a: CheckRow, b: CheckRow) =>
  a.scenario.localeCompare(b.scenario) || a.check.localeCompare(b.check)

function rowOf(group: readonly Seen[], failures: readonly Seen[]): CheckRow {
  const { result, check } = group[0]!
  const { name, metric, op, unit } = check
  const notices = { production: noticedIn(group, 'production'), compressed: noticedIn(group, 'compressed') }
  return {
    scenario: result.id,
    check: name,
    metric,
    op,
    unit,
    provenBy: [...new Set(failures.flatMap((failure) => proofOf(failure, result.id, check)))].sort(),
    notices,
    weak: isTiming(check) ? profiles.filter((profile) => isWeak(notices[profile], profile)) : [],
  }
}

const profiles = Object.keys(factors) as Profile[]

const isTiming = ({ unit, op }: CheckResult) => unit === 'ms' && op === '<='

const isWeak = (factor: number | null, profile: Profile) =>
  factor !== null && factor > noticesGoal(factors[profile])

/** The same check of the same scenario, or the same metric held the same way by a scenario of the same system. */
function proofOf({ result, check }: Seen, scenario: string, wanted: CheckResult): string[] {
  if (result.id === scenario) return check.name === wanted.name ? [result.variant] : []
  const sibling = systemOf(result.id) === systemOf(scenario)
  return sibling && check.metric === wanted.metric && check.op === wanted.op
    ? [`${result.id} ${result.variant}`]
    : []
}

const systemOf = (id: string) => id.slice(0, id.indexOf('/'))

function noticedIn(group: readonly Seen[], profile: Profile): number | null {
  const factors = group.filter((one) => one.profile === profile).flatMap(({ check }) => check.notices ?? [])
  return median(factors) ?? null
}
