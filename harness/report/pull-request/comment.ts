import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import { comparisonMarkdown } from '../comparison/markdown.ts'
import { headlineText } from '../headline/headline.ts'
import { outcomeOf, type Results, type ScenarioResult, wentWrong } from '../results.ts'
import { escapeMarkdown } from '../text/escape-markdown.ts'
import { keyCheck, limitText, observedText, plural, runName } from '../words.ts'

/** By this a workflow finds the comment that it wrote before, and changes it in place of adding another. */
export const COMMENT_MARKER = '<!-- gameday -->'

/** What a reader of a pull request looks through; the rest is in the report. */
const ITEMS_MAX = 10
const REASON_MAX = 300
/** GitHub takes 65,536 characters. */
const LENGTH_MAX = 60_000

/** `comment.md`: the run in a few lines for a pull request, what went wrong first. */
export function commentMarkdown(results: Results, against?: AgainstBaseline): string {
  const { run, scenarios } = results
  const wrong = scenarios.filter((result) => wentWrong(outcomeOf(result)))
  const commit = run.commit === null ? '' : `, commit ${run.commit.slice(0, 10)}`
  const lines = [
    COMMENT_MARKER,
    `**Game-day: ${escapeMarkdown(headlineText(results))}**`,
    '',
    ...wrong.slice(0, ITEMS_MAX).map((result) => itemOf(result, scenarios)),
    ...(wrong.length > ITEMS_MAX ? [`- and ${wrong.length - ITEMS_MAX} more`] : []),
    ...(wrong.length > 0 ? [''] : []),
    ...(against ? [againstText(against), ''] : []),
    `<sub>${escapeMarkdown(`run ${run.id}, ${plural(scenarios.length, 'execution')}, ${run.runtime}, ${run.profile} profile${commit}`)}</sub>`,
    '',
  ]
  const text = lines.join('\n')
  return text.length <= LENGTH_MAX ? text : `${text.slice(0, text.lastIndexOf('\n', LENGTH_MAX))}\n`
}

function itemOf(result: ScenarioResult, all: readonly ScenarioResult[]): string {
  const noCheck = ['inconclusive', 'stopped'].includes(outcomeOf(result))
  const check = noCheck ? undefined : keyCheck(result)
  const seen = check
    ? `${check.name} ${observedText(check)} (${limitText(check)})`
    : (result.altered ?? result.reason ?? '').slice(0, REASON_MAX)
  return `- ${outcomeOf(result)}: **${escapeMarkdown(result.id)}**, ${escapeMarkdown(runName(result, all))}${seen === '' ? '' : `: ${escapeMarkdown(seen)}`}`
}

function againstText(against: AgainstBaseline): string {
  if ('comparison' in against) return comparisonMarkdown(against.comparison).trimEnd()
  return `Not compared with the baseline: ${escapeMarkdown(against.reason)}`
}
