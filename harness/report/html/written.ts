import type { Finding } from '../written/findings.ts'
import type { Written } from '../written/written.ts'
import { html, type Markup } from './html.ts'

const tones = { new: 'bad', ongoing: 'open', fixed: 'good' } as const

/** What people wrote beside the run; nothing where they wrote nothing. */
export function writtenSection(written: Written | undefined): Markup {
  const { findings = [], notes, leftOut = [] } = written ?? {}
  if (findings.length === 0 && notes === undefined && leftOut.length === 0) return html``
  return html`<section class="scenario" id="findings" aria-labelledby="findings-h"><header><h2 id="findings-h">Findings</h2></header>
${leftOut.map((why) => html`<p class="reason open">${why}</p>`)}
${findings.length > 0 && table(findings)}
${notes !== undefined && html`<h3>Notes</h3><div class="notes">${notes}</div>`}
<p class="quiet small">Written by people in <code>findings.yaml</code> and <code>notes.md</code> beside this file, and kept when the report is made again.</p></section>`
}

function table(findings: readonly Finding[]): Markup {
  return html`<div class="box"><table class="stack"><thead><tr><th scope="col">finding</th><th scope="col">status</th><th scope="col">severity</th><th scope="col">owner</th></tr></thead>
<tbody>${findings.map(row)}</tbody></table></div>`
}

function row({ id, title, status, severity, owner, link, scenario, note }: Finding): Markup {
  return html`<tr><th scope="row">${link === undefined ? title : html`<a href="${link}" rel="noopener noreferrer">${title}</a>`}<br><span class="quiet small">${[id, scenario].filter(Boolean).join(', ')}${note !== undefined && html`<br>${note}`}</span></th>
<td data-label="status"><div><span class="badge ${tones[status]}">${status}</span></div></td><td data-label="severity"><div>${severity}</div></td><td data-label="owner"><div>${owner ?? 'nobody'}</div></td></tr>`
}
