import { marginOf } from '../../analysis/margin.ts'
import { type Outcome, outcomeOf } from '../results.ts'
import type { ScenarioView } from '../view.ts'
import type { CheckMetrics } from '../words.ts'
import { html, type Markup, raw } from './html.ts'

/** How an outcome is coloured; the word always stands beside it. */
export const tone: Record<Outcome, 'good' | 'bad' | 'open' | 'none'> = {
  passed: 'good',
  detected: 'good',
  failed: 'bad',
  missed: 'bad',
  stopped: 'bad',
  inconclusive: 'open',
  skipped: 'none',
}

export function badge(outcome: Outcome): Markup {
  return html`<span class="badge ${tone[outcome]}">${outcome}</span>`
}

/** The reason of a verdict; nothing for one that needs none. */
export function reasonLine(view: ScenarioView): Markup {
  const outcome = outcomeOf(view)
  if (view.altered !== undefined)
    return html`<p class="reason bad" role="alert"><b>Altered.</b> This journal is not what the run wrote, so nothing below proves anything: ${view.altered}.</p>`
  if (view.reason === undefined || outcome === 'passed') return html``
  return html`<p class="reason ${tone[outcome]}">${view.reason}</p>`
}

const WIDTH = 120
/** The limit stands at two thirds, so that there is room to be over it. */
const LIMIT_AT = 80

/** A bar from 0 to the observed value with a tick at the limit; what of the limit is measured work is underlined. Nothing where the limit leaves no room. */
export function marginBar(check: CheckMetrics & { readonly workMs?: number | undefined }): Markup {
  if (check.verdict === 'inconclusive' || marginOf(check) === undefined) return html``
  const over = check.observed === null ? WIDTH : (check.observed / check.limit) * LIMIT_AT
  const length = Math.min(WIDTH, Math.max(1, over))
  const work = check.op === '<=' && check.workMs ? Math.min(1, check.workMs / check.limit) * LIMIT_AT : 0
  const colour = `var(--${check.verdict === 'passed' ? 'ok' : 'bad'})`
  const bar = (from: number, to: number, top: number) =>
    raw(`d="M${from.toFixed(1)} ${top}H${to.toFixed(1)}V8H${from.toFixed(1)}Z"`)
  return html`<svg class="margin" viewBox="0 0 ${WIDTH} 8" aria-hidden="true"><path fill="${colour}" opacity=".75" ${bar(0, length, 0)}/>${work >= 1 && html`<path fill="var(--warn)" ${bar(LIMIT_AT - work, LIMIT_AT, 6)}/>`}<path d="M${LIMIT_AT - 1} 0h2v8h-2Z"/></svg>`
}
