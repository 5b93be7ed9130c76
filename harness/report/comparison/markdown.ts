import { escapeMarkdown } from '../text/escape-markdown.ts'
import type { ComparedCheck, Comparison } from './compare.ts'
import { differenceText, medianText, verdictText } from './words.ts'

/** A comparison as Markdown: fits an issue or a pull request comment. Changes first; the rest is only counted. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { checks, warnings, noLongerDetected, noLongerTold, lost, altered, leftOut, baseline, run } =
    comparison
  const changed = checks.filter(({ verdict }) => verdict === 'worse' || verdict === 'better')
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : ['', `${title}:`, '', ...items.map((item) => `- ${escapeMarkdown(item)}`)]
  return [
    `**${verdictText(comparison)}** Baseline: ${sideText(baseline)}. This run: ${sideText(run)}.`,
    ...(changed.length === 0
      ? []
      : [
          '',
          '| | check | before | now | difference | why |',
          '| --- | --- | --- | --- | --- | --- |',
          ...changed.map(row),
        ]),
    ...list('Runs that cannot be read, left out', leftOut),
    ...list('Altered journals, left out', altered),
    ...list('Broken variants that are no longer detected', noLongerDetected),
    ...list('In the baseline and no longer there', lost),
    ...list('Inconclusive now', noLongerTold),
    ...list('The machines differ', warnings),
    '',
  ].join('\n')
}

function row(check: ComparedCheck): string {
  const { verdict, scenario, runtime, unit, baseline, run, reason } = check
  const cells = [
    verdict,
    `${scenario}: ${check.check} (${runtime})`,
    medianText(baseline, unit),
    medianText(run, unit),
    differenceText(check),
    reason,
  ]
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`
}

function sideText({ ids, commits }: Comparison['run']): string {
  const runs = ids.length === 1 ? `run ${ids[0]}` : `${ids.length} runs`
  const known = commits.filter((commit) => commit !== null).map((commit) => commit.slice(0, 10))
  return known.length === 0 ? runs : `${runs} of ${known.join(', ')}`
}
