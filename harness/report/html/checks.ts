import type { Offender } from '../../analysis/figure.ts'
import type { JudgedCheck } from '../../analysis/recompute.ts'
import { NS_PER_MS } from '../../journal/clock.ts'
import type { ScenarioView } from '../view.ts'
import { limitText, marginText, observedText, valueText } from '../words.ts'
import { html, type Markup } from './html.ts'
import { marginBar } from './parts.ts'

const OFFENDERS_SHOWN = 3

/** Every check with its limit and how that came about; a broken one names the first who broke it. */
export function checksTable({ checks, header, timeline }: ScenarioView): Markup {
  if (checks.length === 0) return html`<p class="quiet">Nothing was checked.</p>`
  const rows = checks.map((check) => rowsOf(check, header?.failsOn ?? [], timeline?.zero))
  return html`<div class="box"><table class="wide-table stack"><caption>Checks: observed against limit. The tick in the bar is the limit.</caption>
<thead><tr><th scope="col">check</th><th scope="col" class="n">observed</th><th scope="col" class="n">limit</th><th scope="col">margin</th><th scope="col">verdict</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function rowsOf(check: JudgedCheck, failsOn: readonly string[], zero: number | undefined): Markup {
  const extra = check.verdict === 'failed' ? check.offenders.slice(0, OFFENDERS_SHOWN) : []
  const more = extra.length > 0 || check.reason !== undefined
  const tone = { passed: 'good', failed: 'bad', unknown: 'open' }[check.verdict]
  const named = failsOn.includes(check.name)
    ? html`<br><span class="quiet small">must fail on this form</span>`
    : ''
  const resolution =
    check.resolution > 0
      ? html`<br><span class="quiet small">± ${valueText(check.resolution, check.unit)}</span>`
      : ''
  return html`<tr class="${more ? 'noline' : ''}"><th scope="row">${check.name}${named}</th>
<td class="n" data-label="observed"><div>${observedText(check)}${resolution}</div></td>
<td class="n" data-label="limit"><div>${limitText(check)}${check.limitText !== String(check.limit) && html`<br><span class="quiet small">${check.limitText}</span>`}</div></td>
<td data-label="margin"><div>${marginText(check)}${marginBar(check)}</div></td>
<td data-label="verdict"><div><span class="badge ${tone}">${check.verdict}</span></div></td></tr>
${more && html`<tr><td colspan="5" class="offenders small">${check.reason}<ul>${extra.map((who) => offender(who, zero))}</ul></td></tr>`}`
}

function offender({ host, at, text }: Offender, zero: number | undefined): Markup {
  const when =
    at !== undefined && zero !== undefined && ` at ${((at - zero) / NS_PER_MS / 1_000).toFixed(3)} s`
  return html`<li>${host && html`<code>${host}</code> `}${text}${when && html`<span class="quiet">${when}</span>`}</li>`
}
