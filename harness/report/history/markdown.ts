import { comparisonMarkdown } from '../comparison/markdown.ts'
import { escapeMarkdown } from '../text/escape-markdown.ts'
import type { History } from './history.ts'
import { tonightText } from './terminal.ts'
import { firstBadText, flakeText } from './worse.ts'

/** GitHub takes 65,536 characters in an issue. */
const ITEMS_MAX = 50

/** A history as Markdown: fits an issue. What is worse first. */
export function historyMarkdown(history: History): string {
  const { worse, leftOut, scenarios, tonight } = history
  const list = (title: string, items: readonly string[]) =>
    items.length === 0
      ? []
      : [
          `**${title}**`,
          '',
          ...items.slice(0, ITEMS_MAX).map((item) => `- ${escapeMarkdown(item)}`),
          ...(items.length > ITEMS_MAX ? [`- and ${items.length - ITEMS_MAX} more`] : []),
          '',
        ]
  const rows = scenarios.map((row) => ({ ...row, name: `${row.scenario} (${row.runtime})` }))
  return [
    ...list('Worse', worse),
    escapeMarkdown(tonightText(history)),
    '',
    ...list(
      'Do not hold',
      rows.flatMap((row) => (row.firstBad ? `${row.name}: ${firstBadText(row)}` : [])),
    ),
    ...list(
      'Verdicts that change on the same commit',
      rows.flatMap((row) => (row.score ? `${row.name}: ${flakeText(row.score)}` : [])),
    ),
    ...list('Left out', leftOut),
    ...(tonight && 'comparison' in tonight
      ? ['**Tonight in full**', '', comparisonMarkdown(tonight.comparison)]
      : []),
  ].join('\n')
}
