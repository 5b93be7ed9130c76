import { relative } from 'node:path'
import type { CheckOp, CheckVerdict } from '../analysis/check.ts'
import { isFailure } from '../analysis/exit-code.ts'
import type { RuntimeKind, Verdict } from '../journal/events.ts'
import { journalPath } from './layout.ts'
import type { RunFile } from './run-file.ts'
import type { ScenarioView } from './view.ts'

/** `results.json`. Fields are only ever added. */
export interface Results {
  readonly run: Omit<RunFile, 'schema' | 'planned'>
  readonly scenarios: readonly ScenarioResult[]
}

export interface ScenarioResult {
  readonly id: string
  readonly form: string
  readonly runtime: RuntimeKind
  readonly repetition: number
  readonly title: string
  readonly hypothesis: string
  readonly verdict: Verdict
  readonly caught?: boolean
  readonly reason?: string
  readonly failsOn: readonly string[]
  readonly checks: readonly CheckResult[]
  readonly durationMs: number
  /** By how much the machine was slower than the reference, where that was measured. */
  readonly slowness?: number
  /** Below the folder of the run. */
  readonly journal: string
  /** SHA-256 of its journal, hex; absent where that has no verdict or was altered. */
  readonly seal?: string
  /** The first place at which its journal is not what the run wrote. Such a journal proves nothing. */
  readonly altered?: string
}

export interface CheckResult {
  readonly name: string
  /** null: never, or not to be told (then there is a reason). */
  readonly observed: number | null
  readonly op: CheckOp
  readonly limit: number
  readonly limitText: string
  readonly unit: string
  readonly resolution: number
  readonly verdict: CheckVerdict
  readonly reason?: string
}

export function toResults(
  { schema: _, planned: __, ...run }: RunFile,
  sections: readonly { readonly results: readonly ScenarioResult[] }[],
): Results {
  return { run, scenarios: sections.flatMap(({ results }) => results) }
}

export function toResult(dir: string, view: ScenarioView): ScenarioResult {
  const { id, form, runtime, repetition, header, verdict, caught, reason, durationMs, slowness } = view
  const { seal, altered } = view
  return {
    id,
    form,
    runtime,
    repetition,
    title: header?.title ?? id,
    hypothesis: header?.hypothesis ?? '',
    verdict,
    ...(caught !== undefined && { caught }),
    ...(reason !== undefined && { reason }),
    failsOn: header?.failsOn ?? [],
    checks: view.checks.map(
      ({ name, observed, op, limit, limitText, unit, resolution, verdict, reason }) => ({
        name,
        observed,
        op,
        limit,
        limitText,
        unit,
        resolution,
        verdict,
        ...(reason !== undefined && { reason }),
      }),
    ),
    durationMs,
    ...(slowness !== undefined && { slowness }),
    journal: relative(dir, journalPath(dir, view)),
    ...(seal !== undefined && { seal }),
    ...(altered !== undefined && { altered }),
  }
}

/** How one result counts for the run. */
export type Outcome = 'passed' | 'failed' | 'caught' | 'not caught' | 'inconclusive' | 'skipped'

export const outcomes: readonly Outcome[] = [
  'failed',
  'not caught',
  'inconclusive',
  'passed',
  'caught',
  'skipped',
]

export function outcomeOf(
  result: Pick<ScenarioResult, 'verdict'> & { caught?: boolean | undefined },
): Outcome {
  if (result.verdict === 'inconclusive' || result.verdict === 'skipped') return result.verdict
  if (result.caught === undefined) return isFailure(result) ? 'failed' : 'passed'
  return isFailure(result) ? 'not caught' : 'caught'
}

export function countOutcomes(results: readonly Parameters<typeof outcomeOf>[0][]): Record<Outcome, number> {
  const counts = { passed: 0, failed: 0, caught: 0, 'not caught': 0, inconclusive: 0, skipped: 0 }
  for (const result of results) counts[outcomeOf(result)]++
  return counts
}
