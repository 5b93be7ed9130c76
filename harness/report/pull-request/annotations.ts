import { plainText } from '../../plain-text.ts'
import { outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { keyCheck, limitText, observedText, runName } from '../words.ts'

/** Where a scenario is written. */
export interface Place {
  /** From the root of the repository. */
  readonly file: string
  readonly line?: number
}

/** GitHub shows ten annotations of a kind per step, and drops the rest. */
const ANNOTATIONS_MAX = 10

/** What went wrong as workflow commands of GitHub, a line each, so that it stands beside the scenario in a pull request. */
export function annotations(results: Results, placeOf: (id: string) => Place | undefined): string[] {
  const { scenarios } = results
  const wrong = scenarios.filter((result) => ['failed', 'missed', 'stopped'].includes(outcomeOf(result)))
  const open = scenarios.filter((result) => outcomeOf(result) === 'inconclusive')
  return [
    ...wrong.slice(0, ANNOTATIONS_MAX).map((result) => command('error', result, scenarios, placeOf)),
    ...open.slice(0, ANNOTATIONS_MAX).map((result) => command('warning', result, scenarios, placeOf)),
  ]
}

function command(
  kind: 'error' | 'warning',
  result: ScenarioResult,
  all: readonly ScenarioResult[],
  placeOf: (id: string) => Place | undefined,
): string {
  const place = placeOf(result.id)
  const properties = {
    ...(place && { file: place.file }),
    ...(place?.line !== undefined && { line: String(place.line) }),
    title: `gameday: ${result.id}, ${runName(result, all)} ${outcomeOf(result)}`,
  }
  const text = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`)
  return `::${kind} ${text.join(',')}::${escapeMessage(messageOf(result))}`
}

function messageOf(result: ScenarioResult): string {
  const judged = result.altered === undefined && result.verdict !== 'stopped'
  const check = judged ? keyCheck(result) : undefined
  const seen = check ? `${check.name}: ${observedText(check)}, limit ${limitText(check)}` : undefined
  return (
    [seen, result.altered ?? result.reason].filter((part) => part !== undefined).join('. ') || result.verdict
  )
}

/** As @actions/core does, so that a text ends neither the line nor the command. */
function escapeMessage(text: string): string {
  return plainText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
