import { differenceText, medianText, verdictText } from '../comparison/words.ts'
import { document } from '../html/document.ts'
import { html, type Markup } from '../html/html.ts'
import { plural } from '../words.ts'
import { checkSection } from './check-section.ts'
import type { History } from './history.ts'
import { matrix } from './matrix.ts'

/** `history.html`: what is worse, then nights × scenarios, then a chart per check. One file without scripts or anything to fetch. */
export function historyHtml(history: History): string {
  const { nights, leftOut, checks, worse } = history
  const [first, last] = [nights[0], nights.at(-1)]
  const groups = [...Map.groupBy(checks, ({ scenario }) => scenario)]
  return document(
    `gameday: history of ${plural(nights.length, 'night')}`,
    html`<h1>${worse.length === 0 ? 'Nothing is worse' : `${worse.length} worse`}</h1>
<p class="quiet">${plural(nights.length, 'night')}${first && last && html`, ${first.startedAt} to ${last.startedAt}`}.</p>
${worse.length > 0 && html`<div class="reason bad" role="alert"><b>Worse.</b><ul>${worse.map((one) => html`<li>${one}</li>`)}</ul></div>`}
${leftOut.length > 0 && html`<div class="reason" role="note"><b>Left out.</b> These say nothing of their night.<ul>${leftOut.map((one) => html`<li>${one}</li>`)}</ul></div>`}
${tonightPart(history)}
${nights.length > 0 && matrix(history)}
${groups.map(([scenario, own], i) => html`<section class="scenario"><header><h2>${scenario}</h2></header>${own.map((check, j) => checkSection(check, `h${i}-${j}`))}</section>`)}`,
  )
}

function tonightPart({ tonight }: History): Markup {
  if (!tonight) return html``
  if (!('comparison' in tonight))
    return html`<h2>Tonight</h2><p class="reason${tonight.unknown && ' open'}">${tonight.night} is not compared: ${tonight.reason}</p>`
  const { comparison, baseline, night } = tonight
  const changed = comparison.checks.filter(({ verdict }) => verdict === 'worse' || verdict === 'better')
  return html`<h2>Tonight</h2><p>${night} against ${plural(baseline.length, 'night')} before it: ${verdictText(comparison)}</p>
${
  changed.length > 0 &&
  html`<div class="box"><table><thead><tr><th scope="col">check</th><th scope="col"></th><th scope="col" class="n">before</th><th scope="col" class="n">tonight</th><th scope="col">difference</th></tr></thead>
<tbody>${changed.map((check) => html`<tr><th scope="row">${check.scenario}: ${check.check}, ${check.runtime}</th><td><span class="badge ${check.verdict === 'worse' ? 'bad' : 'good'}">${check.verdict}</span></td><td class="n">${medianText(check.baseline, check.unit)}</td><td class="n">${medianText(check.run, check.unit)}</td><td>${differenceText(check)}</td></tr>`)}</tbody></table></div>`
}`
}
