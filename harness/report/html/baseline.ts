import type { AgainstBaseline } from '../comparison/against-baseline.ts'
import type { ComparedCheck, Comparison } from '../comparison/compare.ts'
import { differenceText, medianText, verdictText } from '../comparison/words.ts'
import { plural } from '../words.ts'
import { html, type Markup } from './html.ts'

/** One sentence for the top of the page; nothing where no baseline was named. */
export function baselineLine(against: AgainstBaseline | undefined): Markup {
  if (!against) return html``
  const says =
    'comparison' in against ? verdictText(against.comparison) : `cannot be compared: ${against.reason}`
  return html`<p><a href="#baseline">Against the baseline</a>: ${says}</p>`
}

/** What changed since the baseline: the checks that moved, the rest folded. */
export function baselineSection(against: AgainstBaseline | undefined): Markup {
  return html`<section class="scenario" id="baseline" aria-labelledby="baseline-h"><header><h2 id="baseline-h">What changed since the baseline?</h2></header>
${against ? body(against) : html`<p class="quiet">No baseline was named. <code>gameday report RUN --baseline OTHER</code> compares with another run, or with a folder of runs.</p>`}</section>`
}

function body(against: AgainstBaseline): Markup {
  if (!('comparison' in against))
    return html`<p class="reason open">Not compared with ${against.dir}: ${against.reason}</p>`
  const { comparison } = against
  const moved = comparison.checks.filter(({ verdict }) => verdict === 'worse' || verdict === 'better')
  const rest = comparison.checks.filter((check) => !moved.includes(check))
  const { ids, commits } = comparison.baseline
  const known = commits.filter((commit) => commit !== null).map((commit) => commit.slice(0, 12))
  return html`<p>${verdictText(comparison)}</p>
<p class="quiet small">Baseline: ${ids.length === 1 ? `run ${ids[0]}` : plural(ids.length, 'run')}${known.length > 0 && ` of commit ${known.join(', ')}`}, ${against.dir}. A difference within the baseline's own noise is no change.</p>
${lists(comparison)}
${moved.length > 0 && changes(moved, 'Checks that moved; medians, and in brackets how many repetitions.')}
${rest.length > 0 && html`<details><summary>${plural(rest.length, 'check')} without a change, or with too few repetitions to tell</summary>${changes(rest, 'Medians, and in brackets how many repetitions.')}</details>`}`
}

function lists({ noLongerDetected, noLongerTold, lost, altered, onlyRun, warnings }: Comparison): Markup {
  const list = (title: string, items: readonly string[], tone: string) =>
    items.length > 0 &&
    html`<div class="reason ${tone}">${title}:<ul>${items.map((item) => html`<li>${item}</li>`)}</ul></div>`
  return html`${list('Altered journals, left out', altered, 'bad')}
${list('Broken variants that are no longer detected', noLongerDetected, 'bad')}
${list('In the baseline and no longer there', lost, 'bad')}
${list('Inconclusive now', noLongerTold, 'open')}
${list('The machines differ', warnings, 'open')}
${list('Only in this run', onlyRun, '')}`
}

const tones = { worse: 'bad', better: 'good', 'no change': 'none', 'too few': 'none' } as const

function changes(checks: readonly ComparedCheck[], caption: string): Markup {
  return html`<div class="box"><table class="wide-table stack"><caption>${caption}</caption>
<thead><tr><th scope="col">check</th><th scope="col">change</th><th scope="col" class="n">before</th><th scope="col" class="n">now</th><th scope="col">difference</th></tr></thead>
<tbody>${checks.map(row)}</tbody></table></div>`
}

function row(compared: ComparedCheck): Markup {
  const { scenario, runtime, check, verdict, baseline, run, unit, reason } = compared
  return html`<tr><th scope="row">${scenario}: ${check}<br><span class="quiet small">${runtime}</span></th>
<td data-label="change"><div><span class="badge ${tones[verdict]}">${verdict}</span></div></td>
<td class="n" data-label="before"><div>${medianText(baseline, unit)}</div></td><td class="n" data-label="now"><div>${medianText(run, unit)}</div></td>
<td data-label="difference"><div>${differenceText(compared)}<br><span class="quiet small">${reason}</span></div></td></tr>`
}
