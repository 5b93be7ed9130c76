import { formatMs } from '../../duration.ts'
import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import { comparisonMarkdown } from '../comparison/markdown.ts'
import { guardSummaries, nearText } from '../guard-words.ts'
import { headlineText } from '../headline/headline.ts'
import { aboutRun } from '../headline/tested.ts'
import { type Outcome, outcomeOf, type Results, type ScenarioResult } from '../results.ts'
import { keyCheck, limitText, marginText, observedText, runName, runSentence } from '../words.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import { writtenLines } from './written.ts'

/** A CI job summary and a pull request comment take about 65,000 characters. */
const LENGTH_MAX = 60_000

/** How much is said of each result that went wrong. */
interface Detail {
  /** Characters of a reason. */
  readonly reason: number
  readonly checks: number
}

/** From all to the least; the first with which everything fits is taken. */
const details: readonly Detail[] = [
  { reason: 600, checks: 100 },
  { reason: 300, checks: 6 },
  { reason: 150, checks: 3 },
  { reason: 60, checks: 1 },
]

/** `summary.md`: what went wrong first, then what changed since the baseline, then the table, short enough for a pull request comment. */
export function summaryMarkdown(results: Results, against?: AgainstBaseline): string {
  const texts = details.map((detail) => summaryLines(results, against, detail).join('\n').trimEnd())
  const fitting = texts.find(({ length }) => length < LENGTH_MAX)
  return fitting === undefined ? cut(texts.at(-1)!) : `${fitting}\n`
}

function summaryLines(results: Results, against: AgainstBaseline | undefined, detail: Detail): string[] {
  const { scenarios } = results
  const section = (outcome: Outcome, title: string) => {
    const found = scenarios.filter((result) => outcomeOf(result) === outcome)
    return found.length === 0
      ? []
      : [`## ${title}`, '', ...found.map((result) => detailsOf(result, results, detail)), '']
  }
  return [
    '# gameday',
    '',
    `**${escapeMarkdown(headlineText(results))}**`,
    '',
    `Tested: ${aboutRun(results).map(escapeMarkdown).join(' · ')}`,
    '',
    runSentence(scenarios),
    '',
    runLine(results),
    '',
    ...alteredLines(results, detail),
    ...writtenLines(results.written),
    ...section('failed', 'Failed'),
    ...section('missed', 'Broken variants missed'),
    ...section('stopped', 'Stopped'),
    ...section('inconclusive', 'Inconclusive'),
    ...(against ? ['## Against the baseline', '', baselineText(against), ''] : []),
    ...guardTable(results),
    ...section('skipped', 'Skipped'),
    ...table(results),
  ]
}

function alteredLines({ scenarios }: Results, detail: Detail): string[] {
  const found = scenarios.flatMap((result) =>
    result.altered === undefined ? [] : [{ ...result, altered: result.altered }],
  )
  if (found.length === 0) return []
  const items = found.map(
    (result) =>
      `- **${escapeMarkdown(result.id)}**, ${escapeMarkdown(runName(result, scenarios))}: ${escapeMarkdown(result.altered.slice(0, detail.reason))}`,
  )
  return [
    '## Altered',
    '',
    'These journals are not what the run wrote; they prove nothing.',
    '',
    ...items,
    '',
  ]
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

function detailsOf(result: ScenarioResult, { scenarios }: Results, detail: Detail): string {
  const because = (text: string | undefined) =>
    text ? `: ${escapeMarkdown(text.slice(0, detail.reason))}` : ''
  const open = result.altered === undefined ? result.checks.filter(({ verdict }) => verdict !== 'passed') : []
  const shown = open.slice(0, detail.checks)
  return [
    `- **${escapeMarkdown(result.id)}**, ${escapeMarkdown(runName(result, scenarios))}${because(result.reason)}`,
    ...shown.map(
      (check) =>
        `  - ${escapeMarkdown(check.name)}: ${observedText(check)}, limit ${limitText(check)} (${escapeMarkdown(check.limitText)})${because(check.reason)}`,
    ),
    ...(open.length > shown.length ? [`  - and ${open.length - shown.length} more`] : []),
  ].join('\n')
}

function table({ scenarios }: Results): string[] {
  return [
    '## All scenarios',
    '',
    '| scenario | variant | verdict | check | observed | limit | margin | took |',
    '| --- | --- | --- | --- | ---: | ---: | --- | ---: |',
    ...scenarios.map((result) => {
      const check = result.altered === undefined ? keyCheck(result) : undefined
      const cells = check
        ? [escapeMarkdown(check.name), observedText(check), limitText(check), marginText(check)]
        : ['–', '–', '–', '–']
      const variant = escapeMarkdown(runName(result, scenarios))
      return `| ${[escapeMarkdown(result.id), variant, result.altered === undefined ? outcomeOf(result) : 'altered', ...cells, formatMs(result.durationMs)].join(' | ')} |`
    }),
    '',
  ]
}

/** One row a guard: how near the run came to it, and where it saw nothing. */
function guardTable({ scenarios }: Results): string[] {
  const guards = guardSummaries(scenarios)
  if (guards.length === 0) return []
  const rows = guards.map(({ guard, kept, passed, notObserved, nearest }) => {
    const cells = [
      escapeMarkdown(guard),
      nearest ? escapeMarkdown(`${nearest.result.id}, ${runName(nearest.result, scenarios)}`) : '–',
      nearest ? escapeMarkdown(nearText(nearest.guard)) : 'never observed',
      ...[kept, passed, notObserved.length].map(String),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '## Guards',
    '',
    'How near the run came to each limit that nothing may pass. Where it was never observed, nothing was guarded.',
    '',
    '| guard | nearest in | nearest | kept | passed | never observed |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...rows,
    '',
  ]
}

/** Whole lines, as many as there is room for. */
function cut(text: string): string {
  const end = text.lastIndexOf('\n', LENGTH_MAX - 100)
  return `${text.slice(0, end)}\n\n(shortened; the rest is in index.html)\n`
}
