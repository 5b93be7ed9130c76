import { formatMs } from '../../duration.ts'
import { byMargin, detectedText } from '../headline/headline.ts'
import { countOutcomes, outcomeOf, type Results, type ScenarioResult, worstOf } from '../results.ts'
import { beyondText, keyCheck, limitText, marginText, observedText, plural, runName } from '../words.ts'
import { html, type Markup } from './html.ts'
import { badge, marginBar } from './parts.ts'
import { scenarioTime } from './scenario-time.ts'

/** One line a scenario: what was done, what was predicted, what came out, by what margin, and whether the checks can fail. */
export function scenarioLines({ scenarios }: Results, anchor: (id: string) => string): Markup {
  const groups = [...Map.groupBy(scenarios, ({ id }) => id)]
  return html`<h2 id="scenarios">Scenarios</h2>
<div class="box" id="overview"><table class="wide-table stack"><caption>One line a scenario, by the check that it is about, or that broke, of the execution that came nearest to its limit, or furthest beyond. All checks are below.</caption>
<thead><tr><th scope="col">scenario</th><th scope="col">done, and predicted</th><th scope="col">outcome</th><th scope="col">by what margin</th></tr></thead>
<tbody>${groups.map(([id, own]) => line(id, own, anchor))}</tbody></table></div>`
}

function line(id: string, own: readonly ScenarioResult[], anchor: (id: string) => string): Markup {
  const held = own.filter(({ kind }) => kind !== 'broken')
  const outcome = worstOf(held.length > 0 ? held : own)!
  const such = (held.length > 0 ? held : own).filter((result) => outcomeOf(result) === outcome)
  const shown = byMargin(such)[0]!
  const { title, hypothesis } = shown
  return html`<tr data-verdict="${worstOf(own)}"><th scope="row"><a href="#${anchor(id)}">${id}</a>${title !== id && html`<br><span class="quiet small">${title}</span>`}</th>
<td data-label="done"><div>${doneText(own)}<br><span class="quiet small">Predicted: ${hypothesis || '–'}</span></div></td>
<td data-label="outcome"><div>${badge(outcome)}${whichOf(shown, own)}<br>${variantsText(own)}</div></td>
<td data-label="margin"><div>${margin(shown)}</div></td></tr>`
}

/** Faults of the version that had to hold, each once. */
function doneText(own: readonly ScenarioResult[]): string {
  const faults = (own.find(({ kind }) => kind !== 'broken') ?? own[0])?.faults ?? []
  const named = [...new Set(faults.map(({ fault, target }) => `${fault} ${target}`))]
  return named.length === 0 ? 'nothing was done' : named.join('; ')
}

/** Which execution the line is about, where it is not the only one of its kind. */
function whichOf(shown: ScenarioResult, own: readonly ScenarioResult[]): Markup {
  const held = own.filter(({ kind }) => kind !== 'broken')
  if (shown.variant === 'current' && held.length === 1) return html``
  const same = own.filter((one) => outcomeOf(one) === outcomeOf(shown) && one.kind === shown.kind)
  const name =
    same.length === held.length && same.length > 1 ? `all ${same.length} executions` : runName(shown, own)
  return html` <span class="quiet small">${name}</span>`
}

function variantsText(own: readonly ScenarioResult[]): Markup {
  const { detected, missed, stopped, inconclusive } = countOutcomes(
    own.filter(({ kind }) => kind === 'broken'),
  )
  const ran = detected + missed + stopped + inconclusive
  if (ran === 0) return html`<span class="quiet small">no broken variant ran</span>`
  const more = `${missed > 0 ? `, ${missed} missed` : ''}${stopped > 0 ? `, ${stopped} stopped` : ''}${inconclusive > 0 ? `, ${inconclusive} inconclusive` : ''}`
  return html`<span class="small ${missed + stopped > 0 ? 'bad' : inconclusive > 0 ? 'open' : ''}">${detectedText(detected, ran)}${more}</span>`
}

function margin(result: ScenarioResult): Markup {
  const check = result.altered === undefined ? keyCheck(result) : undefined
  if (!check || (outcomeOf(result) !== 'passed' && check.verdict === 'passed'))
    return html`<span class="quiet">${result.altered ?? result.reason ?? '–'}</span>`
  const who = check.verdict === 'failed' ? beyondText(check.beyond) : undefined
  const notes = [
    who,
    check.verdict === 'inconclusive' && check.reason,
    scenarioTime(check, result.factor),
    check.workMs !== undefined &&
      check.workMs > 0 &&
      `of the limit, ${formatMs(check.workMs)} are measured work`,
    check.because && `limit because ${check.because}`,
  ].filter((note) => typeof note === 'string')
  return html`${check.name}<br>${observedText(check)} <span class="quiet">(${limitText(check)})</span>${check.verdict !== 'inconclusive' && `, ${marginText(check)}`}${marginBar(check)}${notes.map((note) => html`<span class="quiet small note">${note}</span>`)}`
}

/** Every execution with what it is about, folded: variants, runtimes, repetitions. */
export function everyExecution({ scenarios }: Results, anchor: (id: string) => string): Markup {
  return html`<details><summary>Every execution (${plural(scenarios.length, 'line')})</summary><div class="box"><table class="wide-table stack"><caption>Each execution by the check that it is about, or that broke.</caption>
<thead><tr><th scope="col">scenario</th><th scope="col">variant</th><th scope="col">verdict</th><th scope="col">check</th><th scope="col" class="n">observed</th><th scope="col" class="n">limit</th><th scope="col">margin</th></tr></thead>
<tbody>${scenarios.map((result) => row(result, scenarios, anchor))}</tbody></table></div></details>`
}

function row(
  result: ScenarioResult,
  scenarios: readonly ScenarioResult[],
  anchor: (id: string) => string,
): Markup {
  const check = result.altered === undefined ? keyCheck(result) : undefined
  const cells = check
    ? html`<td data-label="check"><div>${check.name}</div></td><td class="n" data-label="observed"><div>${observedText(check)}</div></td><td class="n" data-label="limit"><div>${limitText(check)}</div></td><td data-label="margin"><div>${marginText(check)}</div></td>`
    : html`<td colspan="4" class="quiet across">${result.reason}</td>`
  return html`<tr><th scope="row"><a href="#${anchor(result.id)}">${result.id}</a></th><td data-label="variant"><div>${runName(result, scenarios)}</div></td><td data-label="verdict"><div>${badge(outcomeOf(result))}</div></td>${cells}</tr>`
}
