import { html, type Markup } from '../html/html.ts'
import { tone } from '../html/parts.ts'
import type { Outcome } from '../results.ts'
import type { History } from './history.ts'
import type { HistoryRow } from './rows.ts'
import { firstBadText } from './worse.ts'

/** A sign per outcome, so that the table can be read without colours. */
export const signOf: Record<Outcome, string> = {
  passed: '✓',
  detected: '✓',
  failed: '✗',
  missed: '✗',
  stopped: '■',
  inconclusive: '?',
  skipped: '–',
}

/** Nights × scenarios, oldest night on the left. */
export function matrix({ nights, scenarios }: History): Markup {
  return html`<h2>Scenarios</h2>
<div class="box"><table class="wide-table"><caption>A column per night, oldest first: ✓ held, ✗ broke a limit or missed a broken variant, ■ stopped by a guard or by somebody, ? inconclusive. The flake score is the share of verdicts that changed on the same commit.</caption>
<thead><tr><th scope="col">scenario</th><th scope="col">runtime</th>${nights.map(
    ({ id, startedAt, commit, dirty }) =>
      html`<th scope="col" title="${`${id}, ${commit ?? 'no commit'}${dirty ? ' with local changes' : ''}`}">${startedAt.slice(5, 10)}</th>`,
  )}<th scope="col" class="n">flake score</th><th scope="col">since when</th></tr></thead>
<tbody>${scenarios.map((row) => scenarioRow(row, nights))}</tbody></table></div>`
}

function scenarioRow(row: HistoryRow, nights: History['nights']): Markup {
  const { scenario, runtime, target, outcomes, score, changes, pairs } = row
  const cells = outcomes.map((outcome, i) => {
    if (outcome === null) return html`<td class="quiet">·</td>`
    const words = `${nights[i]!.id}: ${outcome}`
    return html`<td><span class="badge ${tone[outcome]}" title="${words}" aria-label="${words}">${signOf[outcome]}</span></td>`
  })
  const flake = score === undefined ? '–' : `${Math.round(score * 100)} % (${changes} of ${pairs})`
  return html`<tr><th scope="row">${scenario}${target !== undefined && `, ${target}`}</th><td>${runtime}</td>${cells}<td class="n">${flake}</td><td>${firstBadText(row)}</td></tr>`
}
