import type { GameDayRecord, InjectionRecord, Said } from '../../analysis/game-day/record.ts'
import { formatMs } from '../../duration.ts'
import { html, type Markup } from './html.ts'

/** Who did what in a game-day by hand: each fault with what was expected beside what came of it, then the whole log. */
export function gameDayView(record: GameDayRecord | undefined): Markup {
  if (!record) return html``
  const { injections, entries } = record
  return html`<h4>Log of the game-day</h4>
${
  injections.length > 0 &&
  html`<div class="box"><table class="wide-table stack"><caption>What was done by hand, by whom, and what came of it.</caption><thead><tr><th scope="col">what was done</th><th scope="col">when</th><th scope="col">who</th><th scope="col">expected</th><th scope="col">what came of it</th><th scope="col">noticed by people</th></tr></thead>
<tbody>${injections.map(injectionRow)}</tbody></table></div>`
}
<details><summary>All ${entries.length} entries</summary><ol class="plain">${entries.map(({ ms, by, text }) => html`<li><span class="quiet">${formatMs(ms)} · ${by || 'gameday'}</span> ${text}</li>`)}</ol></details>`
}

const injectionRow = (one: InjectionRecord): Markup =>
  html`<tr><th scope="row">${one.text}${one.hidden && html` <span class="quiet">hidden from observers</span>`}</th><td data-label="when"><div>${formatMs(one.ms)}</div></td><td data-label="who"><div>${one.by}</div></td><td data-label="expected"><div>${one.expect ?? html`<span class="quiet">nobody said</span>`}</div></td><td data-label="what came of it"><div>${outcome(one)}</div></td><td data-label="noticed by people"><div>${people(one)}</div></td></tr>`

function outcome({ evidence, lastedMs, sign }: InjectionRecord): Markup {
  const acted = evidence === undefined ? html`<b class="open">not seen to act</b>` : evidence
  const lasted = lastedMs === undefined ? 'to the end' : `for ${formatMs(lastedMs)}`
  const first = sign
    ? `first sign: ${sign.watcher}, ${sign.who}: ${sign.what}, after ${formatMs(sign.afterMs)}`
    : 'no probe, client or log told of it'
  return html`${acted}, ${lasted}; ${first}`
}

function people({ noticed, named, hidden }: InjectionRecord): Markup {
  if (!noticed) return hidden ? html`<b class="open">nobody</b>` : html`<span class="quiet">–</span>`
  const said = ({ by, text, afterMs }: Said) => `after ${formatMs(afterMs)}, ${by}: ${text}`
  if (!named) return html`${said(noticed)}; <span class="quiet">nobody named it</span>`
  if (named.afterMs === noticed.afterMs) return html`noticed and named ${said(named)}`
  return html`noticed ${said(noticed)}; named ${said(named)}`
}
