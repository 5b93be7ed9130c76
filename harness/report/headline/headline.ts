import { tightnessOf } from '../../analysis/margin.ts'
import { countOutcomes, type Outcome, outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { keyCheck, plural, runName } from '../words.ts'
import { checkInWords } from './check-in-words.ts'
import { extentOf, hadToHold } from './limits-and-faults.ts'
import { testedSystems } from './tested.ts'

/** What a run came to, in one word. */
export type VerdictWord = 'PASS' | 'FAIL' | 'STOPPED' | 'INCONCLUSIVE' | 'SKIPPED' | 'NOTHING RAN'

/** The one sentence with which the page, the summaries and the terminal begin. */
export interface Headline {
  readonly word: VerdictWord
  /** What follows the word: what held through what, and by how much. */
  readonly sentence: string
}

export function headlineOfRun({ scenarios }: Results): Headline {
  const counts = countOutcomes(scenarios)
  const word = wordOf(counts)
  return { word, sentence: sentenceOf(word, counts, scenarios) }
}

/** `PASS: shop held all 8 limits through 4 faults; …`. */
export function headlineText(results: Results): string {
  const { word, sentence } = headlineOfRun(results)
  return sentence === '' ? `${word}.` : `${word}: ${sentence}`
}

export const wordOf = ({
  failed,
  missed,
  stopped,
  inconclusive,
  passed,
  detected,
  skipped,
}: Record<Outcome, number>) => {
  if (failed + missed > 0) return 'FAIL'
  if (stopped > 0) return 'STOPPED'
  if (inconclusive > 0) return 'INCONCLUSIVE'
  if (passed + detected > 0) return 'PASS'
  return skipped > 0 ? 'SKIPPED' : 'NOTHING RAN'
}

function sentenceOf(
  word: VerdictWord,
  counts: Record<Outcome, number>,
  scenarios: readonly ScenarioResult[],
): string {
  if (word === 'NOTHING RAN') return ''
  if (word === 'SKIPPED')
    return `all ${plural(counts.skipped, 'execution')} were skipped: ${scenarios[0]!.reason ?? 'no reason given'}.`
  const parts = [
    held(scenarios),
    ...worst(scenarios),
    ...variants(counts, scenarios),
    ...left(counts, scenarios),
  ]
  return `${parts.filter(Boolean).join('; ')}.`
}

/** What the systems under test did: `small-shop held all 2 limits through 1 fault`. */
function held(scenarios: readonly ScenarioResult[]): string {
  const { limits, broken, untold, faults } = extentOf(scenarios)
  const systems = testedSystems(scenarios)
  const through = `through ${plural(faults, 'fault')}`
  if (hadToHold(scenarios).length === 0) return ''
  if (broken > 0) return `${systems} broke ${broken} of ${plural(limits, 'limit')} ${through}`
  if (limits === 0) return `nothing could be held against ${systems}`
  return untold > 0
    ? `${systems} held ${limits - untold} of ${plural(limits, 'limit')} ${through}, the rest is inconclusive`
    : `${systems} held ${limits === 1 ? 'its limit' : `all ${limits} limits`} ${through}`
}

/** What a reader asks next: the limit that was broken by most, what could not be told, or the tightest of those that held. */
function worst(scenarios: readonly ScenarioResult[]): string[] {
  const good = hadToHold(scenarios)
  const failed = good.filter((result) => outcomeOf(result) === 'failed')
  if (failed.length > 0) return [`worst: ${failureOf(byMargin(failed)[0]!)}`]
  const stopped = scenarios.find((result) => outcomeOf(result) === 'stopped')
  if (stopped) return [`stopped: ${stopped.id}: ${stopped.reason ?? 'no reason given'}`]
  const open = good.find((result) => outcomeOf(result) === 'inconclusive')
  if (open) return [`not told: ${open.id}: ${open.reason ?? 'no reason given'}`]
  const tightest = byMargin(good)[0]
  const check = tightest && keyCheck(tightest)
  if (!tightest || !check) return []
  return [
    `${tightnessOf(check) === undefined ? 'above all' : 'tightest'}: ${tightest.id}, ${checkInWords(check)}`,
  ]
}

function failureOf(result: ScenarioResult): string {
  const check = keyCheck(result)
  return check?.verdict === 'failed'
    ? `${result.id}, ${checkInWords(check)}`
    : `${result.id}: ${result.reason ?? 'no reason given'}`
}

/** By the share that is left of what each is about, the least first; what has no share comes last. */
export function byMargin(results: readonly ScenarioResult[]): ScenarioResult[] {
  const share = (result: ScenarioResult) => {
    const check = keyCheck(result)
    return (check && tightnessOf(check)) ?? Infinity
  }
  return results.toSorted((a, b) => (share(a) === share(b) ? 0 : share(a) - share(b)))
}

/** Whether the checks can fail: the broken variants, and the first that none of them saw. */
function variants({ detected, missed }: Record<Outcome, number>, scenarios: readonly ScenarioResult[]) {
  if (missed === 0) return detected === 0 ? [] : [detectedText(detected, detected)]
  const first = scenarios.find((result) => outcomeOf(result) === 'missed')!
  return [
    `${missed} of ${plural(detected + missed, 'broken variant')} missed, first ${first.id}, ${runName(first, scenarios)}`,
  ]
}

export const detectedText = (detected: number, all: number): string =>
  `${detected} of ${plural(all, 'broken variant')} detected`

function left(
  { stopped, inconclusive, skipped }: Record<Outcome, number>,
  scenarios: readonly ScenarioResult[],
): string[] {
  const altered = scenarios.filter((result) => result.altered !== undefined).length
  return [
    ...(stopped > 0 ? [`${plural(stopped, 'execution')} stopped`] : []),
    ...(inconclusive > 0 ? [`${plural(inconclusive, 'execution')} inconclusive`] : []),
    ...(altered > 0 ? [`${plural(altered, 'journal')} altered after the run`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
}
