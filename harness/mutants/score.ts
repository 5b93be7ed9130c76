import type { Mutant } from './mutants.ts'
import type { Execution } from './verdicts.ts'

/** `not judged`: no scenario promises it, or none of those that do passes without it. */
export type Outcome = 'detected' | 'missed' | 'inconclusive' | 'error' | 'not judged'

/** What became of one mutant in one repetition. */
export interface Judgement {
  readonly outcome: Outcome
  /** The checks that saw it, or why there is nothing to say. */
  readonly text: string
}

/** A mutant and its repetitions. */
export interface Judged {
  readonly mutant: Pick<Mutant, 'name' | 'system' | 'what'>
  readonly judgements: readonly Judgement[]
}

/** Of one system or of all. */
export interface Score {
  readonly system: string
  readonly detected: number
  /** Those that were not judged are not in it. */
  readonly all: number
}

/** Detected: at least one of the scenarios failed. One that could not tell leaves the mutant inconclusive. */
export function judge(executions: readonly Execution[]): Judgement {
  const failed = executions.filter(({ verdict }) => verdict === 'failed')
  if (failed.length > 0) return { outcome: 'detected', text: listOf(failed.map(seenBy)) }
  const open = executions.filter(({ verdict }) => verdict !== 'passed')
  if (open.length === 0)
    return { outcome: 'missed', text: listOf(executions.map(({ scenario }) => `${scenario} passed`)) }
  return {
    outcome: 'inconclusive',
    text: listOf(
      open.map(({ scenario, verdict, reason }) => `${scenario} ${verdict}: ${reason ?? 'no reason'}`),
    ),
  }
}

const seenBy = ({ scenario, failed, reason }: Execution) =>
  `${scenario}: ${failed.length > 0 ? failed.join(', ') : (reason ?? 'failed')}`

const listOf = (parts: readonly string[]) => [...new Set(parts)].join('; ')

/** A mutant counts as detected when every repetition saw it: a scenario that sees it now and then is not one to rely on. */
export function outcomeOf({ judgements }: Judged): Outcome {
  const first = judgements.find(({ outcome }) => outcome !== 'detected')
  return first?.outcome ?? 'detected'
}

/** The score of each system in the order of its first mutant, then that of all together. */
export function scoresOf(judged: readonly Judged[]): Score[] {
  const counted = judged.filter((one) => outcomeOf(one) !== 'not judged')
  const systems = [...Map.groupBy(counted, ({ mutant }) => mutant.system)]
  return [...systems, ['all', counted] as const].map(([system, own]) => ({
    system,
    detected: own.filter((one) => outcomeOf(one) === 'detected').length,
    all: own.length,
  }))
}

/** Percent, 0 to 100; 100 of nothing. */
export const percentOf = ({ detected, all }: Score) => (all === 0 ? 100 : (100 * detected) / all)
