import { formatMs } from '../../duration.ts'
import { healedText, nearText } from '../guard-words.ts'
import type { ScenarioView } from '../view.ts'
import { valueText } from '../words.ts'
import { html, type Markup } from './html.ts'

const tones = { kept: 'good', passed: 'bad', 'not observed': 'open' } as const
const signs = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const

/** How near an execution came to each of its guards, and how it was stopped where it was. */
export function guardsView({ guards, stopped }: Pick<ScenarioView, 'guards' | 'stopped'>): Markup {
  if (guards.length === 0 && !stopped) return html``
  const rows = guards.map((one) => {
    const { guard, about, op, limit, unit, verdict, nearestAtMs, looks, seen } = one
    const when = nearestAtMs === undefined ? '–' : `after ${formatMs(nearestAtMs)}`
    return html`<tr><th scope="row"><code>${guard}</code><br><span class="quiet small">${about}</span></th><td data-label="verdict"><div><span class="badge ${tones[verdict]}">${verdict}</span></div></td><td data-label="nearest"><div>${nearText(one)}</div></td><td class="n" data-label="limit"><div>${signs[op]} ${valueText(limit, unit)}</div></td><td data-label="when"><div>${when}</div></td><td class="n" data-label="looks"><div>${seen} of ${looks}</div></td></tr>`
  })
  const stop =
    stopped &&
    html`<p class="reason bad">Stopped by ${stopped.by === 'guard' ? 'a guard' : 'the kill switch'} after ${formatMs(stopped.atMs)}: ${healedText(stopped)}.</p>`
  const table =
    guards.length > 0 &&
    html`<h4>Guards</h4><div class="box"><table class="wide-table stack"><caption>How near it came to each limit that nothing may pass, between the steady state and the end. What was never observed guarded nothing.</caption>
<thead><tr><th scope="col">guard</th><th scope="col">verdict</th><th scope="col">nearest</th><th scope="col" class="n">limit</th><th scope="col">when</th><th scope="col" class="n">looks with a value</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
  return html`${stop}${table}`
}
