import { formatMs } from '../../duration.ts'
import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import { comparisonMarkdown } from '../comparison/markdown.ts'
import { countOutcomes, type Outcome, outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { keyCheck, limitText, marginText, observedText, runName, verdictSentences } from '../words.ts'
import { escapeMarkdown } from './escape-markdown.ts'

/** A CI job summary and a pull request comment take about 65,000 characters. */
const LENGTH_MAX = 60_000
const REASON_MAX = 600

/** `summary.md`: what went wrong first, then what changed since the baseline, then the table, cut to what a pull request comment can hold. */
export function summaryMarkdown(results: Results, against?: AgainstBaseline): string {
  const { scenarios } = results
  const section = (outcome: Outcome, title: string) => {
    const found = scenarios.filter((result) => outcomeOf(result) === outcome)
    return found.length === 0
      ? []
      : [`## ${title}`, '', ...found.map((result) => details(result, results)), '']
  }
  const head = [
    '# gameday',
    '',
    verdictSentences(countOutcomes(scenarios)).join(' ') || 'Nothing ran.',
    '',
    runLine(results),
    '',
    ...section('failed', 'Failed'),
    ...section('not caught', 'Known-bad forms not caught'),
    ...section('unknown', 'Unknown'),
    ...(against ? ['## Against the baseline', '', baselineText(against), ''] : []),
    ...section('skipped', 'Skipped'),
  ]
  return cut([...head, ...table(results)])
}

function baselineText(against: AgainstBaseline): string {
  if ('comparison' in against) return comparisonMarkdown(against.comparison).trimEnd()
  return `Not compared: ${escapeMarkdown(against.reason)}`
}

function runLine({ run }: Results): string {
  const commit = run.commit
    ? `commit ${run.commit.slice(0, 12)}${run.dirty ? ' with local changes' : ''}`
    : undefined
  const parts = [
    `run ${run.id}`,
    commit,
    `runtime ${run.runtime}`,
    `profile ${run.profile}`,
    `seed ${run.seed}`,
  ]
  return parts
    .filter((part) => part !== undefined)
    .map(escapeMarkdown)
    .join(' · ')
}

function details(result: ScenarioResult, { scenarios }: Results): string {
  const lines = [
    `- **${escapeMarkdown(result.id)}**, ${escapeMarkdown(runName(result, scenarios))}${reason(result.reason)}`,
  ]
  for (const check of result.checks)
    if (check.verdict !== 'passed')
      lines.push(
        `  - ${escapeMarkdown(check.name)}: ${observedText(check)}, limit ${limitText(check)} (${escapeMarkdown(check.limitText)})${reason(check.reason)}`,
      )
  return lines.join('\n')
}

function reason(text: string | undefined): string {
  return text ? `: ${escapeMarkdown(text.slice(0, REASON_MAX))}` : ''
}

function table({ scenarios }: Results): string[] {
  return [
    '## All scenarios',
    '',
    '| scenario | form | verdict | check | observed | limit | margin | took |',
    '| --- | --- | --- | --- | ---: | ---: | --- | ---: |',
    ...scenarios.map((result) => {
      const check = keyCheck(result)
      const figures = check
        ? [escapeMarkdown(check.name), observedText(check), limitText(check), marginText(check)]
        : ['–', '–', '–', '–']
      const form = escapeMarkdown(runName(result, scenarios))
      return `| ${[escapeMarkdown(result.id), form, outcomeOf(result), ...figures, formatMs(result.durationMs)].join(' | ')} |`
    }),
    '',
  ]
}

function cut(lines: readonly string[]): string {
  const kept: string[] = []
  let length = 0
  for (const line of lines) {
    length += line.length + 1
    if (length > LENGTH_MAX - 100) return `${kept.join('\n')}\n\n(shortened; the rest is in index.html)\n`
    kept.push(line)
  }
  return `${kept.join('\n').trimEnd()}\n`
}
