import { relative } from 'node:path'
import type { BeyondLimit } from '../analysis/beyond/beyond-limit.ts'
import type { CheckOp, CheckVerdict } from '../analysis/check.ts'
import { isFailure } from '../analysis/exit-code.ts'
import type { GuardResult, StopResult } from '../analysis/guards.ts'
import { headlineOf } from '../analysis/headline.ts'
import type { Impact } from '../analysis/impact/impact.ts'
import type { Timeline } from '../analysis/timeline.ts'
import type { Unplaced } from '../analysis/unplaced.ts'
import type { Header, RuntimeKind, Verdict } from '../journal/events.ts'
import { journalPath } from './layout.ts'
import type { RunFile } from './run-file.ts'
import type { ScenarioView } from './view.ts'
import type { Written } from './written/written.ts'

/** Version of `results.json`; fields are only ever added to one. */
export const RESULTS_SCHEMA = 2

/** `results.json`. */
export interface Results {
  readonly schema: typeof RESULTS_SCHEMA
  readonly run: Omit<RunFile, 'schema' | 'planned'>
  readonly scenarios: readonly ScenarioResult[]
  /** What people wrote beside the run. */
  readonly written?: Written
  /** Folder of the run, or of the runs, that it was compared with, from its own folder; absent where there was none. */
  readonly baseline?: string
}

export interface ScenarioResult {
  readonly id: string
  /** `current`, the name of another variant, of a broken one, or of a target. */
  readonly variant: string
  readonly kind: VariantKind
  readonly runtime: RuntimeKind
  readonly repetition: number
  readonly title: string
  /** Name of the system under test. */
  readonly system?: string
  /** Real time = scenario time × factor. */
  readonly factor?: number
  /** Services and links of the system, by name. */
  readonly parts?: readonly string[]
  readonly faults?: readonly FaultResult[]
  /** Blast radius, who noticed, and the cost in error budget. */
  readonly impact?: Impact
  /** How near it came to each of its guards; absent where it had none. */
  readonly guards?: readonly GuardResult[]
  /** How it was stopped; absent where it was not, and where nothing was journaled of it. */
  readonly stopped?: StopResult
  readonly hypothesis: string
  readonly verdict: Verdict
  /** Broken variants only: whether it failed, and on every check that was named for it. */
  readonly detected?: boolean
  readonly reason?: string
  readonly failsOn: readonly string[]
  readonly checks: readonly CheckResult[]
  readonly durationMs: number
  /** By how much the machine was slower than the reference, where that was measured. */
  readonly slowness?: number
  /** What a reader must know of the system and of how it was watched; absent where there is nothing. */
  readonly remarks?: readonly string[]
  /** Of a target: events of its hosts that belong to no dial, by kind; absent where there are none. */
  readonly unplaced?: readonly Unplaced[]
  /** Why earlier attempts at it were inconclusive, oldest first; absent where this was the first. Their journals: `attempts/<n>/`. */
  readonly earlierAttempts?: readonly string[]
  /** Below the folder of the run. */
  readonly journal: string
  /** SHA-256 of its journal, hex; absent where that has no verdict or was altered. */
  readonly seal?: string
  /** The first place at which its journal is not what the run wrote. Such a journal proves nothing. */
  readonly altered?: string
}

/** A fault that was asked for. */
export interface FaultResult {
  readonly fault: string
  /** Service, link or node. */
  readonly target: string
  /** How it was seen to act; of one that was not, what was asked for. */
  readonly detail: string
  readonly confirmed: boolean
  /** Services that ran on the node at which it was aimed. */
  readonly services?: readonly string[]
  /** How long it acted, real ms. */
  readonly durationMs: number
}

/** What a result is of: the version under test, a variant that must pass, too, a broken one that must fail, a user's own program. */
export type VariantKind = 'current' | 'variant' | 'broken' | 'target'

export interface CheckResult {
  readonly name: string
  /** Name of the metric that was computed. */
  readonly metric: string
  /** null: never, or inconclusive (then there is a reason). */
  readonly observed: number | null
  /** Of a time that had not come when the watch ended: it is longer than this. */
  readonly atLeast?: number
  readonly op: CheckOp
  readonly limit: number
  readonly limitText: string
  /** The design's limit: scenario time in ms for a duration. */
  readonly design?: number
  /** Part of the limit that is measured work, real ms. */
  readonly workMs?: number
  /** Why the limit is what it is, as the scenario says it. */
  readonly because?: string
  /** What it counts does not apply to what was run. */
  readonly notApplicable?: true
  readonly unit: string
  /** Of `observed`, in its unit. */
  readonly uncertainty: number
  readonly verdict: CheckVerdict
  /** The smallest value that would have been `failed`, as a factor of the design's limit; null where the limit leaves no room for a share. */
  readonly notices: number | null
  /** The same in the metric's unit, scenario time for a duration. */
  readonly noticesFrom?: number
  /** It would notice too little to be believed alone. */
  readonly weak: boolean
  /** It speaks of what the scenario itself brought about, not of the system. */
  readonly precondition?: true
  /** It is made in every scenario of the system. */
  readonly standing?: true
  /** The check that the scenario is about. */
  readonly headline?: true
  /** Of a broken limit: who is beyond it, and what they have in common. */
  readonly beyond?: BeyondLimit
  readonly reason?: string
}

export function toResults(
  { schema: _, planned: __, ...run }: RunFile,
  sections: readonly { readonly results: readonly ScenarioResult[] }[],
): Results {
  return { schema: RESULTS_SCHEMA, run, scenarios: sections.flatMap(({ results }) => results) }
}

export function toResult(dir: string, view: ScenarioView): ScenarioResult {
  const { id, runtime, repetition, header, verdict, detected, reason, durationMs, slowness } = view
  const { seal, altered } = view
  const headline = headlineOf(header?.headline, view.checks)
  return {
    id,
    variant: view.variant,
    kind: kindOf(view),
    runtime,
    repetition,
    title: header?.title || id,
    ...(header && { system: header.system, factor: header.factor }),
    ...(header?.topology && { parts: partsOf(header.topology) }),
    ...(view.timeline && { faults: faultsOf(view.timeline, view.nodes) }),
    ...(view.impact && { impact: view.impact }),
    ...(view.guards.length > 0 && { guards: view.guards }),
    ...(view.stopped && { stopped: view.stopped }),
    hypothesis: header?.hypothesis ?? '',
    verdict,
    ...(detected !== undefined && { detected }),
    ...(reason !== undefined && { reason }),
    failsOn: header?.failsOn ?? [],
    checks: view.checks.map((check, index) => ({
      ...toCheckResult(check),
      ...(view.explanations[index]?.beyond && { beyond: view.explanations[index].beyond }),
      ...(check === headline && { headline: true as const }),
    })),
    durationMs,
    ...(slowness !== undefined && { slowness }),
    ...(view.unplaced.length > 0 && { unplaced: view.unplaced }),
    ...(view.remarks.length > 0 && { remarks: view.remarks }),
    ...(header?.earlierAttempts && { earlierAttempts: header.earlierAttempts }),
    journal: relative(dir, journalPath(dir, view)),
    ...(seal !== undefined && { seal }),
    ...(altered !== undefined && { altered }),
  }
}

function partsOf({ nodes, links }: NonNullable<Header['topology']>): string[] {
  return [...nodes, ...links].map(({ name }) => name)
}

function faultsOf({ faults }: Timeline, nodes: ScenarioView['nodes']): FaultResult[] {
  return faults.map(({ fault, target, detail, observed, from, to }) => {
    const services = Object.keys(nodes).filter((service) => nodes[service] === target)
    return {
      ...{ fault, target, detail, confirmed: observed, durationMs: Math.max(0, to - from) },
      ...(services.length > 0 && { services }),
    }
  })
}

export function kindOf({ variant, header }: Pick<ScenarioView, 'variant' | 'header'>): VariantKind {
  if (header?.target !== undefined) return 'target'
  if (header && header.failsOn.length > 0) return 'broken'
  return variant === 'current' ? 'current' : 'variant'
}

export function toCheckResult(check: ScenarioView['checks'][number]): CheckResult {
  const { name, observed, atLeast, op, limit, limitText, unit, uncertainty, verdict, reason } = check
  return {
    name,
    metric: check.metric,
    observed,
    ...(atLeast !== undefined && { atLeast }),
    op,
    limit,
    limitText,
    ...(check.design !== undefined && { design: check.design }),
    ...(check.work && { workMs: check.work.ms }),
    ...(check.because !== undefined && { because: check.because }),
    ...(check.notApplicable && { notApplicable: true as const }),
    unit,
    uncertainty,
    verdict,
    notices: check.notices?.factor ?? null,
    ...(check.notices && { noticesFrom: check.notices.from }),
    weak: check.weak !== undefined,
    ...(check.precondition && { precondition: true as const }),
    ...(check.standing && { standing: true as const }),
    ...(reason !== undefined && { reason }),
  }
}

/** How one result counts for the run. */
export type Outcome = 'passed' | 'failed' | 'detected' | 'missed' | 'inconclusive' | 'skipped' | 'stopped'

/** Worst first. */
export const outcomes: readonly Outcome[] = [
  'failed',
  'missed',
  'stopped',
  'inconclusive',
  'passed',
  'detected',
  'skipped',
]

/** Neither as it should be nor left out. */
export const wentWrong = (outcome: Outcome): boolean =>
  outcome === 'failed' || outcome === 'missed' || outcome === 'stopped' || outcome === 'inconclusive'

export function outcomeOf(
  result: Pick<ScenarioResult, 'verdict'> & { detected?: boolean | undefined },
): Outcome {
  if (result.verdict !== 'passed' && result.verdict !== 'failed') return result.verdict
  if (result.detected === undefined) return isFailure(result) ? 'failed' : 'passed'
  return isFailure(result) ? 'missed' : 'detected'
}

/** The worst that one of these came to; undefined: there are none. */
export function worstOf(results: readonly Parameters<typeof outcomeOf>[0][]): Outcome | undefined {
  const seen = new Set(results.map(outcomeOf))
  return outcomes.find((outcome) => seen.has(outcome))
}

export function countOutcomes(results: readonly Parameters<typeof outcomeOf>[0][]): Record<Outcome, number> {
  const counts = { passed: 0, failed: 0, detected: 0, missed: 0, inconclusive: 0, skipped: 0, stopped: 0 }
  for (const result of results) counts[outcomeOf(result)]++
  return counts
}
