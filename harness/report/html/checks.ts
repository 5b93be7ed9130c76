import type { JudgedCheck } from '../../analysis/recompute.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import type { Explanation } from '../explanation.ts'
import { outcomeOf } from '../results.ts'
import type { ScenarioView } from '../view.ts'
import { limitText, marginText, noticesText, observedText, valueText } from '../words.ts'
import { beyondView } from './beyond.ts'
import { explanationDetails, offenderItem } from './explanation.ts'
import { html, type Markup, raw } from './html.ts'
import { operationsView } from './operations-view.ts'
import { marginBar } from './parts.ts'

/**
 * Every check with its limit and how that came about; a broken one names the first who broke it. `id` begins the ids of its rows.
 * @param only names of those to be shown; default: all
 */
export function checksTable(view: ScenarioView, id: string, only?: readonly string[]): Markup {
  const { checks, explanations, header, timeline } = view
  if (checks.length === 0) return html`<p class="quiet">Nothing was checked.</p>`
  const isDetected = outcomeOf(view) === 'detected'
  const rows = checks.map(
    (check, index) =>
      (!only || only.includes(check.name)) &&
      rowsOf(check, explanations[index]!, {
        id: `${id}-c${index}`,
        failsOn: header?.failsOn ?? [],
        timeline,
        isShort: isDetected && !header?.failsOn.includes(check.name),
        isDetected,
      }),
  )
  return html`<div class="box"><table class="wide-table stack checks"><caption>Checks: observed against limit. The tick in the bar is the limit, what is underlined before it is measured work; each observed value leads to what it was computed from. What a check notices is the smallest value, in scenario time, that this execution would have called failed.</caption>
<thead><tr><th scope="col">check</th><th scope="col">observed</th><th scope="col">limit</th><th scope="col">margin</th><th scope="col">verdict</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

interface RowContext {
  readonly id: string
  readonly failsOn: readonly string[]
  readonly timeline: Timeline | undefined
  /** It is no check on which a detected variant must fail: what it was computed from is left out. */
  readonly isShort: boolean
  /** Of a detected variant, what its services logged is left out: it lies beside its journal. */
  readonly isDetected: boolean
}

function rowsOf(
  check: JudgedCheck,
  explanation: Explanation,
  { id, failsOn, timeline, isShort, isDetected }: RowContext,
): Markup {
  const zero = timeline?.zero
  const tone = { passed: 'good', failed: 'bad', inconclusive: 'open' }[check.verdict]
  const notes = [
    failsOn.includes(check.name) && 'must fail on this variant',
    check.precondition && 'precondition: what the scenario must bring about itself',
    check.because && `because ${check.because}`,
    check.notRecomputed,
    check.standing && 'in every scenario of this system',
  ].filter((note) => typeof note === 'string')
  const notices = noticesText(check)
  const uncertainty = check.uncertainty > 0 ? quiet(`± ${valueText(check.uncertainty, check.unit)}`) : ''
  const statistic = check.statistic ? quiet(check.statistic) : ''
  const offenders = isShort ? [] : explanation.offenders
  return html`<tr${isShort && !check.reason ? '' : raw(' class="noline"')}><th scope="row">${check.name}${notes.map(quiet)}</th>
<td><div>${isShort ? observedText(check) : html`<a href="#${id}">${observedText(check)}</a>`}${uncertainty}${statistic}</div></td>
<td><div>${limitText(check)}${check.limitText !== String(check.limit) && quiet(check.limitText)}${notices && quiet(notices)}${check.weak && quiet(`weak: ${check.weak}`)}</div></td>
<td><div>${marginText(check)}${marginBar({ ...check, workMs: check.work?.ms })}</div></td>
<td><div><span class="badge ${tone}">${check.verdict}</span></div></td></tr>
${isShort && !check.reason ? '' : html`<tr><td colspan="5" class="offenders small">${check.reason}${isShort ? '' : beyondView(explanation.beyond)}${offenders.length > 0 && html`<ul>${offenders.map((who) => offenderItem(isDetected ? { ...who, excerpt: [] } : who, zero))}</ul>`}${operationsView(offenders, timeline, id)}${isShort ? '' : explanationDetails(explanation, id, { zero, ...check })}</td></tr>`}`
}

const quiet = (text: string) => html`<small>${text}</small>`
