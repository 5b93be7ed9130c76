import { html, type Markup } from './html.ts'

/** The numbers behind a chart, folded. */
export function foldedTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Markup {
  return html`<details><summary>${title}</summary><div class="box"><table><caption>${title}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div></details>`
}
