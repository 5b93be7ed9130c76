import { marginOf } from '../analysis/margin.ts'
import type { JudgedCheck } from '../analysis/recompute.ts'
import { formatMs } from '../duration.ts'
import { type CheckResult, countOutcomes, type Outcome, type ScenarioResult } from './results.ts'

type Observed = Pick<CheckResult, 'observed' | 'unit' | 'verdict'>

/** What a margin is made of. */
export type CheckMetrics = Pick<CheckResult, 'observed' | 'op' | 'limit' | 'verdict'>

/** A metric for people: `517 ms`, `0 entries`, `never`, `?` when it is inconclusive. */
export function observedText({ observed, unit, verdict }: Observed): string {
  if (observed === null) return verdict === 'inconclusive' ? '?' : 'never'
  return valueText(observed, unit)
}

export function valueText(value: number, unit: string): string {
  if (unit === 'ms') return formatMs(value)
  const number = String(Number(value.toFixed(2)))
  if (unit === '%') return `${number} %`
  return unit === 'code' ? number : `${number} ${unit}`
}

const signs = { '<=': '≤', '>=': '≥', '==': '=' }

export function limitText({ op, limit, unit }: Pick<CheckResult, 'op' | 'limit' | 'unit'>): string {
  return `${signs[op]} ${valueText(limit, unit)}`
}

/** `42 % to spare`, `31 % over`, `met`, `missed`. */
export function marginText(check: CheckMetrics): string {
  if (check.verdict === 'inconclusive') return '–'
  const margin = marginOf(check)
  if (margin === undefined || !Number.isFinite(margin)) return check.verdict === 'passed' ? 'met' : 'missed'
  const percent = Math.round(Math.abs(margin) * 100)
  if (margin >= 0) return `${percent} % to spare`
  return `${percent} % ${check.op === '<=' ? 'over' : 'short'}`
}

/**
 * The check that says most about a result: a broken one, the named ones first; else, unless it passed, the inconclusive one; else what
 * it is about.
 */
export function keyCheck({
  checks,
  failsOn,
  verdict: whole,
}: Pick<ScenarioResult, 'checks' | 'failsOn' | 'verdict'>): CheckResult | undefined {
  const broken = checks.filter(({ verdict }) => verdict === 'failed')
  return (
    broken.find(({ name }) => failsOn.includes(name)) ??
    broken[0] ??
    checks.find(({ name }) => failsOn.includes(name)) ??
    checks.find(({ verdict }) => whole !== 'passed' && verdict === 'inconclusive') ??
    checks.find(({ headline }) => headline) ??
    checks[0]
  )
}

/** Who broke a limit: `10 of 20 hosts, the first host-2`. undefined: nobody is named. */
export function beyondText(beyond: CheckResult['beyond']): string | undefined {
  if (!beyond || beyond.count === 0) return undefined
  const { count, of, who, first } = beyond
  const counted = of === undefined ? `${count}` : `${count} of ${of}`
  return `${counted} ${who}${first === undefined ? '' : `, the first ${first}`}`
}

/** What a check would have called failed: `notices 1.2 s, 1.2 × the limit`. undefined where its next value is noticed, as of a count. */
export function noticesText({ notices, unit }: Pick<JudgedCheck, 'notices' | 'unit'>): string | undefined {
  if (!notices || notices.factor === null) return undefined
  return `notices ${valueText(notices.from, unit)}, ${notices.factor} × the design's limit`
}

/** What a run came to, in one sentence per kind of variant. */
export function verdictSentences(counts: Record<Outcome, number>): string[] {
  const fixed = counts.passed + counts.failed
  const bad = counts.detected + counts.missed
  return [
    fixed > 0 && counts.failed === 0 && `${plural(counts.passed, 'current version')} held every limit.`,
    counts.failed > 0 && `${counts.failed} of ${plural(fixed, 'current version')} broke a limit.`,
    bad > 0 && counts.missed === 0 && `${plural(counts.detected, 'broken variant')} detected.`,
    counts.missed > 0 && `${counts.missed} of ${plural(bad, 'broken variant')} missed.`,
    counts.stopped > 0 && `${counts.stopped} stopped before the end.`,
    counts.inconclusive > 0 && `${counts.inconclusive} inconclusive.`,
    counts.skipped > 0 && `${counts.skipped} skipped.`,
  ].filter((sentence) => typeof sentence === 'string')
}

/** What is said of altered journals wherever a run is summed up; empty where there is none. */
export function alteredSentences(results: readonly Pick<ScenarioResult, 'altered'>[]): string[] {
  const count = results.filter(({ altered }) => altered !== undefined).length
  return count === 0 ? [] : [`${plural(count, 'journal')} altered after the run.`]
}

/** What a run came to, wherever it is summed up. */
export function runSentence(results: readonly ScenarioResult[]): string {
  const sentences = [
    ...verdictSentences(countOutcomes(results)),
    ...alteredSentences(results),
    ...againSentences(results),
  ]
  return sentences.join(' ') || 'Nothing ran.'
}

/** How many results were told by a further attempt only; empty where there is none. */
export function againSentences(results: readonly Pick<ScenarioResult, 'earlierAttempts'>[]): string[] {
  const count = results.filter(({ earlierAttempts }) => earlierAttempts !== undefined).length
  return count === 0
    ? []
    : [`${plural(count, 'result')} of a further attempt, as earlier ones were inconclusive.`]
}

/** Why earlier attempts at a result were inconclusive. */
export const attemptSentences = (reasons: readonly string[] = []): string[] =>
  reasons.map((reason, index) => `attempt ${index + 1} was inconclusive: ${reason}`)

/** A count with its word: `1 dial`, `2 dials`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** What tells the results of one scenario apart. */
type Named = Pick<ScenarioResult, 'variant' | 'runtime' | 'repetition'>

/** `current`, or the variant and what sets it apart from its neighbours: `drain=none, containers, repetition 2`. */
export function runName(result: Named, all: readonly Named[]): string {
  const runtimes = new Set(all.map(({ runtime }) => runtime)).size > 1
  const repetitions = all.some(({ repetition }) => repetition > 1)
  return [result.variant, runtimes && result.runtime, repetitions && `repetition ${result.repetition}`]
    .filter(Boolean)
    .join(', ')
}
