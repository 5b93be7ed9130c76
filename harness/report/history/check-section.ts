import { html, type Markup } from '../html/html.ts'
import { figureSvg } from '../svg/svg.ts'
import { trendDrawing } from '../svg/trend-chart.ts'
import { limitText, valueText } from '../words.ts'
import type { CheckHistory } from './check-histories.ts'
import { levelText } from './worse.ts'

/** A check: its chart with the change points, these in words, and the numbers. `id` must be unique in the page. */
export function checkSection(check: CheckHistory, id: string): Markup {
  const marks = check.changes.map(({ at, after, verdict }) => ({
    at,
    words: `${after.commit?.slice(0, 7) ?? 'no commit'}, ${after.startedAt.slice(5, 10)}`,
    bad: verdict === 'worse',
  }))
  return html`<h3>${check.check} <span class="quiet">${check.runtime}, ${limitText(check)}</span></h3>
${figureSvg(trendDrawing(check, marks), id)}
${check.changes.length > 0 && html`<ul>${check.changes.map((change) => html`<li><span class="badge ${change.verdict === 'worse' ? 'bad' : 'good'}">${change.verdict}</span> ${levelText(change, check.unit)}</li>`)}</ul>`}
<details><summary>Numbers</summary><div class="box"><table><thead><tr><th scope="col">night</th><th scope="col">started</th><th scope="col" class="n">smallest</th><th scope="col" class="n">middle</th><th scope="col" class="n">largest</th><th scope="col" class="n">repetitions</th><th scope="col" class="n">broken</th></tr></thead>
<tbody>${check.points.map((point) => row(point, check.unit))}</tbody></table></div></details>`
}

function row(point: CheckHistory['points'][number], unit: string): Markup {
  const { run, startedAt, low, middle, high, repetitions, broken } = point
  const cell = (value: number | null) =>
    html`<td class="n">${value === null ? 'never' : valueText(value, unit)}</td>`
  return html`<tr><th scope="row">${run}</th><td>${startedAt}</td>${[low, middle, high].map(cell)}<td class="n">${repetitions}</td><td class="n">${broken}</td></tr>`
}
