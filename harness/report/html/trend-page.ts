import { alteredIn } from '../comparison/altered.ts'
import type { RunResults } from '../comparison/read-runs.ts'
import type { Trend, TrendPoint } from '../comparison/trend.ts'
import { figureSvg } from '../svg/svg.ts'
import { trendDrawing } from '../svg/trend-chart.ts'
import { limitText, plural, valueText } from '../words.ts'
import { document } from './document.ts'
import { html, type Markup } from './html.ts'

/** `trend.html`: the runs of a folder side by side, a chart per check. One file without scripts or anything to fetch. */
export function trendHtml(
  runs: readonly RunResults[],
  trends: readonly Trend[],
  leftOut: readonly string[] = [],
): string {
  const groups = [...Map.groupBy(trends, ({ scenario }) => scenario)]
  const altered = alteredIn(runs)
  const [first, last] = [runs[0]!.run, runs.at(-1)!.run]
  return document(
    `gameday: ${plural(runs.length, 'run')}`,
    html`<h1>${plural(runs.length, 'run')} side by side</h1>
<p class="quiet">${first.startedAt} to ${last.startedAt}, profile ${last.profile}. Each point is a run: the middle of its repetitions, the bar their range. Red: a limit was broken; a triangle: never. Dashed: the limit.</p>
${leftOut.length > 0 && html`<div class="reason" role="note"><b>Left out.</b> These runs cannot be read.<ul>${leftOut.map((one) => html`<li>${one}</li>`)}</ul></div>`}
${altered.length > 0 && html`<div class="reason bad" role="alert"><b>Altered.</b> These journals are not what their runs wrote; they have no point below.<ul>${altered.map((journal) => html`<li>${journal}</li>`)}</ul></div>`}
${groups.map(([scenario, own], index) => section(scenario, own, index))}`,
  )
}

function section(scenario: string, trends: readonly Trend[], index: number): Markup {
  return html`<section class="scenario"><header><h2>${scenario}</h2></header>
${trends.map(
  (trend, i) => html`<h3>${trend.check} <span class="quiet">${trend.runtime}, ${limitText(trend)}</span></h3>
${figureSvg(trendDrawing(trend), `t${index}-${i}`)}
<details><summary>Numbers</summary><div class="box"><table><thead><tr><th scope="col">run</th><th scope="col">started</th><th scope="col" class="n">smallest</th><th scope="col" class="n">middle</th><th scope="col" class="n">largest</th><th scope="col" class="n">repetitions</th><th scope="col" class="n">broken</th></tr></thead>
<tbody>${trend.points.map((point) => row(point, trend.unit))}</tbody></table></div></details>`,
)}</section>`
}

function row({ run, startedAt, low, middle, high, repetitions, broken }: TrendPoint, unit: string): Markup {
  const cell = (value: number | null) =>
    html`<td class="n">${value === null ? 'never' : valueText(value, unit)}</td>`
  return html`<tr><th scope="row">${run}</th><td>${startedAt}</td>${[low, middle, high].map(cell)}<td class="n">${repetitions}</td><td class="n">${broken}</td></tr>`
}
