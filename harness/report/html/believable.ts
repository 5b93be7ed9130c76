import { countOutcomes, type ScenarioResult } from '../results.ts'
import type { Trust } from '../trust.ts'
import { plural } from '../words.ts'

/** Whether the verdict is to be believed, and why, in one sentence. */
export function believable(trust: Trust, scenarios: readonly ScenarioResult[]): string {
  const doubts = doubtsOf(trust, scenarios)
  const { detected, missed } = countOutcomes(scenarios)
  const grounds = [
    `${trust.observed} of ${plural(trust.faults, 'fault')} confirmed`,
    `${trust.checks - trust.disagreeing - trust.notRecomputed} of ${plural(trust.checks, 'check')} recomputed from the journals`,
    detected + missed > 0
      ? `${detected} of ${plural(detected + missed, 'broken variant')} detected`
      : 'no broken variant ran',
  ]
  return doubts.length === 0
    ? `Yes: ${grounds.join(', ')}.`
    : `With care: ${doubts.join('; ')}. ${grounds.join(', ')}.`
}

/** What speaks against it. */
function doubtsOf(trust: Trust, scenarios: readonly ScenarioResult[]): string[] {
  const { detected, missed } = countOutcomes(scenarios)
  const weak = scenarios.filter(({ kind, checks }) => kind !== 'broken' && checks.some((check) => check.weak))
  return [
    trust.altered > 0 && `${plural(trust.altered, 'journal')} altered after the run`,
    trust.unsealed > 0 && `${plural(trust.unsealed, 'journal')} without a seal`,
    trust.observed < trust.faults && `${plural(trust.faults - trust.observed, 'fault')} not seen to act`,
    trust.disagreeing > 0 && `${plural(trust.disagreeing, 'check')} come out otherwise when recomputed`,
    trust.notRecomputed > 0 && `${plural(trust.notRecomputed, 'check')} stand as recorded`,
    missed > 0 && `${plural(missed, 'broken variant')} missed`,
    detected + missed === 0 && 'nothing shows that the checks can fail',
    weak.length > 0 && `${plural(weak.length, 'execution')} with a weak check`,
  ].filter((doubt) => typeof doubt === 'string')
}
